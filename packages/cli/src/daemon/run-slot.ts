import { randomUUID } from 'node:crypto';
import type { Clock, LastWords, Logger, Watchdog } from '@metta-dd/core/runtime';
import { collectorResult, deliveryErrors, failureItems } from '../collect/result.js';
import { type Outcome, type Pass, runPass } from '../collect/run.js';
import { watchRun } from '../collect/watch.js';
import type { ErrorItem, StreamLine } from '../envelope.js';
import type { Slot } from './daemon.js';

/** What all slots have in common. */
export interface SlotContext {
  readonly clock: Clock;
  readonly log: Logger;
  readonly protect: (value: string) => void;
  readonly shard?: Pass['shard'];
  /** One thread for all slots: to start one costs more than a small slot. */
  readonly watchdog: Watchdog;
  /** One line of the stream. */
  readonly emit: (line: StreamLine) => void;
  /** What a process that has to be ended prints. */
  readonly lastWords: (result: object, errors: readonly ErrorItem[], text: string) => LastWords;
}

/** Collects and sends one slot, stamped with its beginning, and tells of it line by line. */
export async function runSlot(slot: Slot, context: SlotContext): Promise<Outcome> {
  const { configuration, at, signal } = slot;
  const { log, protect, shard, emit } = context;
  const runId = randomUUID();
  const clock = passClock(context.clock);
  emit({ type: 'run.started', runId, slot: at, collectors: configuration.instances.map(({ name }) => name) });
  const watch = watchRun(context.watchdog, {
    configuration,
    run: { runId, startedAt: at, durationMs: 0 },
    words: (report) => {
      const result = { slot: at, collectors: report.collectors.map(collectorResult) };
      return context.lastWords(result, failureItems(report), 'blocked');
    },
  });
  try {
    const outcome = await runPass({
      configuration,
      runId,
      clock,
      startedAt: at,
      log,
      interrupted: signal,
      protect,
      ...(shard !== undefined && { shard }),
      onProgress: (progress) => {
        if (progress.kind === 'finished') watch.finished(progress.report);
      },
      // Not as each ends: whose metrics clash with those of another is known when all have ended.
      onCollected: ({ collectors }) => {
        for (const one of collectors) emit({ type: 'collector.finished', runId, collector: collectorResult(one) });
      },
    });
    tell(outcome, context, { runId, at });
    return outcome;
  } finally {
    watch.release();
  }
}

function tell(
  { report, delivery }: Outcome,
  { emit, log }: SlotContext,
  { runId, at }: { readonly runId: string; readonly at: Date },
): void {
  for (const { id, state, values, failures, durationMs } of report.collectors) {
    const fields = { slot: at.toISOString(), values, seconds: Math.round(durationMs / 100) / 10 };
    log.child({ collector: id }).info('collected', { state, ...fields });
    for (const { reason, hint, metrics } of failures)
      log.child({ collector: id }).error('failed', { reason, ...(hint && { hint }), metrics: metrics.length });
  }
  const reports = delivery?.reports ?? [];
  if (reports.length > 0) emit({ type: 'delivery', runId, delivery: reports });
  for (const { destination, accepted, rejected, kept, expired, inDoubt } of reports)
    log.info('delivered', { destination, accepted, rejected, kept, expired, inDoubt });
  for (const { message } of deliveryErrors(reports)) log.error('points are kept', { reason: message });
  const states = report.collectors.map(({ id, state }) => ({ id, state }));
  emit({ type: 'run.finished', runId, slot: at, durationMs: Math.round(report.durationMs), collectors: states });
}

/** The time of the daemon, with a stopwatch of the slot's own. */
function passClock(clock: Clock): Clock {
  const startedMs = clock.elapsedMs();
  return { now: () => clock.now(), elapsedMs: () => clock.elapsedMs() - startedMs };
}
