import { isAuthentication, reasonOf } from '@metta-dd/core';
import { type MetadataChange, type MetricsApi, metadataChange } from '@metta-dd/datadog-api';
import type { DeclaredMetric } from './declared-metrics.js';

/** What became of the metadata of one metric. */
export interface PushedMetadata {
  readonly metric: string;
  readonly collector: string;
  /** `noPoints`: Datadog takes metadata after the first point only; `distribution`: it takes none. */
  readonly state: 'equal' | 'differs' | 'written' | 'noPoints' | 'distribution' | 'failed';
  readonly change?: MetadataChange;
  /** Why it failed. */
  readonly reason?: string;
}

const CONCURRENCY = 4;

/** Compares each metric with what Datadog stores, and writes what differs where `push` says so. */
export async function pushMetadata(
  declared: readonly DeclaredMetric[],
  api: Pick<MetricsApi, 'metadata' | 'updateMetadata'>,
  { known, push }: { readonly known: ReadonlySet<string>; readonly push: boolean },
): Promise<readonly PushedMetadata[]> {
  const results = new Map<string, PushedMetadata>();
  const queue = declared.values();
  let refused = false;
  const work = async () => {
    for (const metric of queue) {
      if (refused) return;
      try {
        results.set(metric.name, await pushOne(metric, api, { isKnown: known.has(metric.name), push }));
      } catch (error) {
        // Refused keys would be refused again for each metric.
        refused = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return declared.flatMap(({ name }) => results.get(name) ?? []);
}

async function pushOne(
  metric: DeclaredMetric,
  api: Pick<MetricsApi, 'metadata' | 'updateMetadata'>,
  { isKnown, push }: { readonly isKnown: boolean; readonly push: boolean },
): Promise<PushedMetadata> {
  const about = { metric: metric.name, collector: metric.collector };
  if (metric.type === 'distribution') return { ...about, state: 'distribution' };
  if (!isKnown) return { ...about, state: 'noPoints' };
  try {
    const stored = await api.metadata(metric.name);
    if (stored === undefined) return { ...about, state: 'noPoints' };
    const change = metadataChange(metric, stored);
    if (change === undefined) return { ...about, state: stored.type === 'distribution' ? 'distribution' : 'equal' };
    if (push) await api.updateMetadata(metric.name, change);
    return { ...about, state: push ? 'written' : 'differs', change };
  } catch (error) {
    if (isAuthentication(error)) throw error;
    return { ...about, state: 'failed', reason: reasonOf(error) };
  }
}
