import type { CollectorReport, LastWords, RunReport, Watchdog } from '@metta-dd/core/runtime';
import type { Configuration } from '../config/load.js';
import { failedReport } from './result.js';

// What an orderly end may take after its deadline before the thread ends the process.
const GRACE_MS = 5_000;
// The sender's own budget, and a request that is under way when it is spent.
const DELIVERY_MS = 150_000;
const BLOCKED = 'did not end at its deadline: its code blocks or ignores the signal';

/** A run whose process has to be ended if it goes on too long. */
export interface EndingRun {
  readonly configuration: Configuration;
  readonly run: Omit<RunReport, 'collectors'>;
  /** What is printed then, of the report so far. */
  readonly words: (report: RunReport) => LastWords;
}

/** Keeps the report of what is finished ready for a process that has to be ended. */
export interface RunWatch {
  readonly finished: (report: CollectorReport) => void;
  readonly release: () => void;
}

/** Has the process ended, after its last words, if the run goes on longer than its deadlines allow. */
export function watchRun(watchdog: Watchdog, { configuration, run, words }: EndingRun): RunWatch {
  const done = new Map<string, CollectorReport>();
  const report = (): RunReport => {
    const unfinished = configuration.instances
      .filter(({ name }) => !done.has(name))
      .map(({ name }) => failedReport(name, { reason: BLOCKED, timedOut: true }));
    return { ...run, collectors: [...done.values(), ...unfinished] };
  };
  const watch = watchdog.watch({
    afterMs: longestMs(configuration) + GRACE_MS + (configuration.destinations.length === 0 ? 0 : DELIVERY_MS),
    words: words(report()),
  });
  return {
    finished: (one) => {
      done.set(one.id, one);
      watch.update(words(report()));
    },
    release: () => watch.release(),
  };
}

/** The longest that collecting may take: as many rounds as the concurrency asks for. */
function longestMs({ host, instances }: Configuration): number {
  const longest = Math.max(0, ...instances.map(({ deadlineMs }) => deadlineMs));
  const rounds = Math.ceil(instances.length / (host.concurrency ?? Math.max(1, instances.length)));
  return Math.min(longest * rounds, host.deadline ?? Number.POSITIVE_INFINITY);
}
