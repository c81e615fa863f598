import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

// Source that breaks an arrow, by the file it pretends to be; each must be refused, and the last group accepted.
const REFUSED: readonly (readonly [file: string, source: string])[] = [
  ['packages/core/src/planted.ts', "import 'metta-dd';"],
  ['packages/core/src/planted.ts', "import type { Sandbox } from '@metta-dd/sandbox'; export type A = Sandbox;"],
  ['packages/collector-github/src/planted.ts', "import '@metta-dd/collector-ec2';"],
  ['packages/collector-github/src/planted.ts', "export const later = () => import('@metta-dd/core/runtime');"],
  ['packages/collector-github/src/planted.ts', "import '@metta-dd/core/delivery';"],
  ['packages/collector-github/src/planted.ts', "export const later = () => import('@aws-sdk/client-ec2');"],
  ['packages/collector-github/src/planted.ts', "import '../../core/src/index.js';"],
  ['packages/collector-github/src/planted.test.ts', "import '@metta-dd/collector-wandb';"],
  ['packages/local-datadog/src/planted.ts', "import '@metta-dd/core';"],
  ['packages/sandbox/src/planted.ts', "import '@metta-dd/core';"],
  ['packages/cli/src/planted.ts', "import '@metta-dd/collector-github';"],
  ['packages/cli/src/planted.ts', "import '@datadog/datadog-api-client';"],
];
const ACCEPTED: typeof REFUSED = [
  ['packages/collector-wandb/src/planted.ts', "import '@metta-dd/core/http';"],
  ['packages/collector-github/src/planted.ts', "export const later = () => import('@octokit/rest');"],
  ['packages/collector-github/src/planted.test.ts', "import '@metta-dd/sandbox';"],
  ['packages/cli/src/planted.ts', "import '@metta-dd/core/delivery';"],
];

const root = dirname(import.meta.dirname);
const folder = mkdtempSync(join(tmpdir(), 'metta-dd-arrows-'));
cpSync(join(root, 'biome.json'), join(folder, 'biome.json'));
cpSync(join(root, 'lint'), join(folder, 'lint'), { recursive: true });

function refuses(file: string, source: string): boolean {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), `${source}\n`);
  const args = ['lint', '--only=style/noRestrictedImports', '--vcs-enabled=false', file];
  const { stderr, error } = spawnSync('biome', args, { cwd: folder, encoding: 'utf8' });
  if (error !== undefined) throw error;
  return stderr.includes('lint/style/noRestrictedImports');
}

const wrong = [
  ...REFUSED.filter((one) => !refuses(...one)).map(([file, source]) => `${file}: ${source} was accepted`),
  ...ACCEPTED.filter((one) => refuses(...one)).map(([file, source]) => `${file}: ${source} was refused`),
];
rmSync(folder, { recursive: true });
if (wrong.length > 0) {
  console.error(`lint/arrows.json does not keep the arrows:\n${wrong.join('\n')}`);
  process.exitCode = 1;
} else
  console.log(`lint/arrows.json: ${REFUSED.length} planted violations refused, ${ACCEPTED.length} imports accepted`);
