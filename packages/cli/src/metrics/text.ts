import { table } from '../render/table.js';
import type { DeclaredMetric } from './declared-metrics.js';
import type { PushedMetadata } from './push-metadata.js';
import type { Deviation, Standing } from './standing.js';

/** A name that Datadog has, and who declares it. */
export interface NamedMetric {
  readonly metric: string;
  readonly collector?: string;
}

/** The names with the collectors that declare them. */
export function named(names: readonly string[], declared: readonly DeclaredMetric[]): readonly NamedMetric[] {
  const collectors = new Map(declared.map(({ name, collector }) => [name, collector]));
  return names.map((metric) => {
    const collector = collectors.get(metric);
    return { metric, ...(collector !== undefined && { collector }) };
  });
}

/** One line a name. */
export function namesText(metrics: readonly NamedMetric[]): string {
  if (metrics.length === 0) return 'Datadog has no metric that matches';
  return table(metrics.map(({ metric, collector }) => [metric, collector ?? 'in no catalog']));
}

/** One line a name that is not as it should be, and how many are. */
export function standingText({ fresh, missing, stale, unknown }: Standing): string {
  const rows = [...rowsOf('missing', missing), ...rowsOf('stale', stale), ...rowsOf('unknown', unknown)];
  const counts = [`${fresh} fresh`, `${missing.length} missing`, `${stale.length} stale`, `${unknown.length} unknown`];
  return [...(rows.length === 0 ? [] : [table(rows), '']), counts.join(', ')].join('\n');
}

function rowsOf(state: string, deviations: readonly Deviation[]): string[][] {
  return deviations.map(({ metric, collector }) => [state, metric, collector ?? 'in no catalog']);
}

const WORDS: Readonly<Record<PushedMetadata['state'], string>> = {
  equal: 'equal',
  differs: 'differ',
  written: 'written',
  noPoints: 'without points',
  distribution: 'distributions, which take none',
  failed: 'failed',
};

/** One line a metric whose metadata differ or failed, and how many are in each state. */
export function pushedText(metrics: readonly PushedMetadata[], push: boolean): string {
  const rows = metrics
    .filter(({ change, reason }) => change !== undefined || reason !== undefined)
    .map(({ metric, state, change = {}, reason }) => [state, metric, reason ?? changeText(change)]);
  const counts = Object.entries(WORDS)
    .map(([state, word]) => [metrics.filter((one) => one.state === state).length, word] as const)
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`);
  const differing = metrics.some(({ state }) => state === 'differs');
  const next = differing && !push ? ['nothing was written: add --push'] : [];
  return [...(rows.length === 0 ? [] : [table(rows), '']), counts.join(', ') || 'no metric matches', ...next].join(
    '\n',
  );
}

function changeText(change: NonNullable<PushedMetadata['change']>): string {
  const { type, unit, perUnit, description } = change;
  const units = [unit, perUnit].filter((part) => part !== undefined).join('/');
  return [type, units, description].filter((part) => part !== undefined && part !== '').join('; ');
}
