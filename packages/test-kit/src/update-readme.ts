import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CollectorCatalog, catalogOf } from '@metta-dd/core/runtime';
import { readCollectorPackage } from './collector-package.js';
import {
  type CallCost,
  configTable,
  costTable,
  metricsTable,
  permissionsTable,
  secretsTable,
} from './readme-tables.js';

const REGION = /<!-- generated:([a-z]+) -->\n[\s\S]*?<!-- \/generated -->/g;

/**
 * Fills the generated regions of a collector package's README: `config`, `secrets`, `metrics`, `permissions`, `cost`
 * and `sample`. Returns true when it was out of date; with `check` nothing is written.
 */
export async function updateReadme(folder: string, { check = false } = {}): Promise<boolean> {
  const { manifests } = await readCollectorPackage(folder);
  const catalogs = manifests.map(catalogOf);
  const file = join(folder, 'README.md');
  const text = await readFile(file, 'utf8');
  const regions = new Set([...text.matchAll(REGION)].map(([, region]) => region ?? ''));
  const filled = new Map<string, string>();
  for (const region of regions) filled.set(region, await regionText(region, catalogs, folder));
  const updated = text.replace(
    REGION,
    (_all, region: string) => `<!-- generated:${region} -->\n${filled.get(region) ?? ''}\n<!-- /generated -->`,
  );
  if (updated === text) return false;
  if (!check) await writeFile(file, updated);
  return true;
}

async function regionText(region: string, catalogs: readonly CollectorCatalog[], folder: string): Promise<string> {
  if (region === 'cost') return costTable(await costs(folder));
  if (region === 'sample')
    return `\`\`\`yaml\n${(await readFile(join(folder, 'sample.yaml'), 'utf8')).trimEnd()}\n\`\`\``;
  const tables = { config: configTable, secrets: secretsTable, metrics: metricsTable, permissions: permissionsTable };
  const [, made] = Object.entries(tables).find(([name]) => name === region) ?? [];
  if (made === undefined) throw new Error(`cannot fill README.md: there is no generated region "${region}"`);
  return catalogs.map(made).join('\n\n');
}

async function costs(folder: string): Promise<CallCost[]> {
  const rows: unknown = JSON.parse(await readFile(join(folder, 'cost.json'), 'utf8'));
  if (!Array.isArray(rows) || !rows.every(isCallCost))
    throw new Error('cannot read cost.json: it is a list of {call, requests, note}, all texts');
  return rows;
}

function isCallCost(row: unknown): row is CallCost {
  return (
    typeof row === 'object' &&
    row !== null &&
    'call' in row &&
    'requests' in row &&
    'note' in row &&
    [row.call, row.requests, row.note].every((cell) => typeof cell === 'string')
  );
}
