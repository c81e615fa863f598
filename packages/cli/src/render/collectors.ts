import type { CatalogEntry } from '../catalog.js';
import type { Found } from '../discovery.js';
import { table } from './table.js';

/** One line for each collector, with what it hides and why it cannot run. */
export function collectorsText(found: readonly Found[]): string {
  if (found.length === 0) return 'no collector is installed; try: metta-dd plugins:install github';
  return table(
    found.map(({ id, title, plugin, version, type, hides, problem }) => {
      const notes = [...hides.map((other) => `hides ${other}`), ...(problem === undefined ? [] : [`! ${problem}`])];
      return [id, title, `${plugin}@${version}`, `(${type})`, notes.join('; ')];
    }),
  );
}

/** Settings, secrets and metrics of one collector. */
export function collectorText(found: Found, entry: CatalogEntry): string {
  const secrets = Object.entries(entry.secrets).map(([name, { env, awsSecret, optional }]) => {
    return [`  ${name}`, env.join(', '), awsSecret ?? '', optional ? 'optional' : 'required'];
  });
  const { properties } = entry.config;
  const settings = Object.entries(Object(properties)).map(([key, schema]) => {
    return [`  ${key}`, String(Object(schema).type ?? ''), String(Object(schema).description ?? '')];
  });
  const metrics = entry.metrics.map(({ name, unit, description }) => [`  ${name}`, unit ?? '', description]);
  return [
    `${found.title} (${found.id}), ${found.plugin}@${found.version} (${found.type})`,
    ...section('settings', settings),
    ...section('secrets', secrets),
    ...section('metrics', metrics),
  ].join('\n');
}

function section(title: string, rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : ['', `${title}:`, table(rows)];
}
