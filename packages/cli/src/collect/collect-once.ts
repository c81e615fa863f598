import {
  type CollectorReport,
  createLogger,
  EXIT,
  exitCodeOf,
  type Logger,
  type LogLevel,
  type Redactor,
  type RunReport,
  type Shard,
  startWatchdog,
  tagList,
} from '@metta-dd/core/runtime';
import type { NameFilter } from '../config/glob.js';
import { type Configuration, loadConfiguration } from '../config/load.js';
import type { Selected } from '../config/selection.js';
import type { Opened } from '../configured-command.js';
import type { ErrorItem, WarningItem } from '../envelope.js';
import { ProgressLines } from '../render/progress.js';
import { deliveryText, reportText } from '../render/report.js';
import { onInterruption } from '../signals.js';
import { collectResult, failureItems, warningItems } from './result.js';
import { type Outcome, runClock, runPass } from './run.js';
import { narrowTargets } from './targets.js';
import { watchRun } from './watch.js';

// Of a terminal that does not say.
const COLUMNS = 80;

/** What the command hands over. */
export interface CollectRequest {
  readonly opened: Opened;
  readonly selected: readonly Selected[];
  readonly filter: NameFilter;
  readonly push: boolean;
  readonly shard?: Shard;
  readonly runId: string;
  readonly redactor: Redactor;
  readonly logLevel: LogLevel;
  readonly logFormat: 'text' | 'json';
  readonly verbose: boolean;
  readonly say: (text: string) => void;
  /** Tell how far it is. */
  readonly progress: boolean;
  /** What a process that has to be ended prints. */
  readonly lastWords: (
    result: object,
    errors: readonly ErrorItem[],
    text: string,
  ) => { readonly stdout: string; readonly stderr: string };
}

/** A finished run in every form in which it is shown. */
export interface Collected {
  readonly result: object;
  readonly text: string;
  readonly errors: readonly ErrorItem[];
  readonly warnings: readonly WarningItem[];
  readonly exitCode: number;
  /** Targets that were asked for and are not there. */
  readonly unmatched: readonly string[];
}

/** One pass of `collect`: configuration, collectors, delivery, report. */
export async function collectOnce(request: CollectRequest): Promise<Collected> {
  const { opened, selected, filter, push, redactor } = request;
  const { settings, trusted, protect } = opened;
  const { collectors: installed, providers } = opened.installed;
  const loaded = await loadConfiguration({ settings, installed, providers, selected, filter, push, trusted, protect });
  const { instances, unmatched } = narrowTargets(loaded.instances, selected);
  const configuration = { ...loaded, instances };
  const clock = runClock(configuration.host.at);
  const progress = request.progress
    ? new ProgressLines({
        write: (text) => process.stderr.write(text),
        columns: process.stderr.columns || COLUMNS,
        elapsedMs: () => clock.elapsedMs(),
      })
    : undefined;
  const log = createLogger({
    write: (line) => (progress === undefined ? process.stderr.write(`${line}\n`) : progress.above(line)),
    level: request.logLevel,
    format: request.logFormat,
    redactor,
    runId: request.runId,
    clock,
  });
  const outcome = await watched(request, configuration, { clock, log, progress });
  const ended = new Set(outcome.report.collectors.filter(({ state }) => state !== 'failed').map(({ id }) => id));
  return {
    ...shown(request, configuration, outcome),
    unmatched: unmatched()
      .filter(({ name }) =>
        instances.some((one) => (one.name === name || one.manifest.id === name) && ended.has(one.name)),
      )
      .map(({ name, target }) => `${name}/${target}`),
  };
}

interface Telling {
  readonly clock: ReturnType<typeof runClock>;
  readonly log: Logger;
  /** Absent where nobody watches. */
  readonly progress: ProgressLines | undefined;
}

async function watched(
  request: CollectRequest,
  configuration: Configuration,
  { clock, log, progress: lines }: Telling,
): Promise<Outcome & { readonly received: 'SIGINT' | 'SIGTERM' | undefined }> {
  const interruption = onInterruption((text) => (lines === undefined ? request.say(text) : lines.above(text)));
  const { runId, opened, lastWords } = request;
  const watchdog = startWatchdog(EXIT.deadline);
  const watch = watchRun(watchdog, {
    configuration,
    run: { runId, startedAt: clock.now(), durationMs: 0 },
    words: (report) =>
      lastWords(collectResult(report, undefined), failureItems(report), textOf(request, configuration, report)),
  });
  try {
    const outcome = await runPass({
      configuration,
      runId,
      clock,
      log,
      interrupted: interruption.signal,
      ...(request.shard && { shard: request.shard }),
      protect: opened.protect,
      onProgress: (progress) => {
        if (progress.kind === 'finished') watch.finished(progress.report);
        if (lines !== undefined) lines.tell(progress);
        else if (progress.kind === 'finished') logCollected(log, progress.report);
      },
    });
    return { ...outcome, received: interruption.received() };
  } finally {
    lines?.end();
    await watchdog.stop();
    interruption.stop();
  }
}

function logCollected(log: Logger, { id, state, values, requests, durationMs }: CollectorReport): void {
  const seconds = Math.round(durationMs / 100) / 10;
  log.child({ collector: id }).info('collected', { state, values, requests, seconds });
}

function shown(
  request: CollectRequest,
  configuration: Configuration,
  outcome: Awaited<ReturnType<typeof watched>>,
): Omit<Collected, 'unmatched'> {
  const { report, delivery, deadline, received } = outcome;
  const exitCode = exitCodeOf({
    ...(received && { signal: received }),
    incompatible: configuration.broken.some(({ incompatible }) => incompatible),
    deadline,
    report,
    ...(delivery && { delivery: delivery.reports }),
  });
  const interrupted: ErrorItem[] = received ? [{ code: 'INTERRUPTED', message: `ended by ${received}` }] : [];
  const late: ErrorItem[] = deadline ? [{ code: 'DEADLINE', message: 'the deadline of the run passed' }] : [];
  return {
    result: collectResult(report, delivery?.reports),
    text: `${textOf(request, configuration, report)}\n\n${deliveryText(delivery?.reports)}`,
    errors: [...interrupted, ...late, ...failureItems(report, delivery?.reports)],
    warnings: warningItems(outcome),
    exitCode,
  };
}

function textOf({ verbose }: CollectRequest, { tags }: Configuration, report: RunReport): string {
  return reportText(report, { ambient: tagList(tags), verbose });
}
