import type { CollectorManifest } from '../packages/core/dist/index.js';
import { type CollectorReport, type StateFile, shiftedClock } from '../packages/core/dist/runtime/index.js';
// Not from the index of the package, whose other parts a process that is measured would load for nothing.
import { runCollector } from '../packages/test-kit/dist/run-collector.js';

export interface BenchRun {
  readonly manifest: CollectorManifest;
  /** The collector's block of the configuration. */
  readonly config: unknown;
  readonly secrets: Readonly<Record<string, string>>;
  readonly startedAt: Date;
  /** What an earlier run left. */
  readonly state?: StateFile;
}

/** One run of one collector, on a clock that goes on and but for delivery; throws where a metric fails. */
export async function collectOnce({ manifest, ...run }: BenchRun): Promise<CollectorReport> {
  const clock = shiftedClock(run.startedAt);
  const report = await runCollector(manifest, { ...run, clock, tags: { env: 'bench' } });
  const [failure] = report.failures;
  if (failure !== undefined) throw new Error(`the run failed: ${failure.reason}`);
  return report;
}
