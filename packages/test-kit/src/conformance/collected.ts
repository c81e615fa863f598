import type { CollectorReport, EventMemory } from '@metta-dd/core/runtime';
import { runCollector } from '../run-collector.js';
import type { Scene, Source, Subject } from './subject.js';

/** Starts a scene, lets `use` work with it, and stops it. */
export async function within<T>(subject: Subject, scene: Scene, use: (source: Source) => Promise<T>): Promise<T> {
  const source = await subject.start(scene);
  try {
    return await use(source);
  } finally {
    await source.close();
  }
}

/** One run of the collector against a source, with nothing left by an earlier one but the `events` it remembers. */
export function collected(
  { manifest }: Subject,
  { config, secrets, startedAt }: Source,
  events?: EventMemory,
): Promise<CollectorReport> {
  const tags = { env: 'conformance' };
  return runCollector(manifest, { config, secrets, startedAt, tags, ...(events && { events }) });
}
