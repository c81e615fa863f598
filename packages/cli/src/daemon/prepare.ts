import { type Clock, EXIT, type Logger, type Shard, startWatchdog } from '@metta-dd/core/runtime';
import { failureItems } from '../collect/result.js';
import { type Outcome, runClock } from '../collect/run.js';
import { narrowTargets } from '../collect/targets.js';
import { type Configuration, loadConfiguration } from '../config/load.js';
import { parseSelected } from '../config/selection.js';
import type { Opened } from '../configured-command.js';
import type { ErrorItem } from '../envelope.js';
import { Daemon, type Slot } from './daemon.js';
import { nodeTimer } from './node-timer.js';
import { runSlot, type SlotContext } from './run-slot.js';
import { serveExitCode } from './serve.js';
import { DaemonStatus } from './status.js';

/** What the command hands over. */
export interface DaemonRequest extends Pick<SlotContext, 'emit' | 'lastWords'> {
  /** Reads file and environment, each time anew. */
  readonly open: () => Promise<Opened>;
  readonly selected: readonly string[];
  readonly push: boolean;
  readonly shard?: Shard;
  readonly version: string;
  readonly random: () => number;
  readonly logger: (clock: Clock) => Promise<Logger>;
}

/** A daemon that is ready to start. */
export interface PreparedDaemon {
  readonly daemon: Daemon;
  readonly status: DaemonStatus;
  readonly log: Logger;
  /** How the process ends: a signal is the usual way, and no report of one slot changes that. */
  ending(received: 'SIGINT' | 'SIGTERM' | undefined, onceEach: boolean): { exitCode: number; errors: ErrorItem[] };
  result(): object;
  /** Ends what is kept for all slots. */
  close(): Promise<void>;
}

/** Reads the configuration, and connects the daemon with the engine. */
export async function prepareDaemon(request: DaemonRequest): Promise<PreparedDaemon> {
  const reader = configurationReader(request);
  const first = await reader();
  const initial = await first();
  const clock = runClock(initial.host.at);
  const log = await request.logger(clock);
  const status = new DaemonStatus(request.version);
  const { shard } = request;
  const protect = (value: string) => log.protect(value);
  const watchdog = startWatchdog(EXIT.deadline);
  const context: SlotContext = {
    clock,
    log,
    watchdog,
    protect,
    emit: (line) => request.emit(line),
    lastWords: (...words) => request.lastWords(...words),
    ...(shard && { shard }),
  };
  const newest = new Map<string, { readonly slot: Slot; readonly outcome: Outcome }>();
  const daemon = await Daemon.prepare({
    timer: nodeTimer(clock),
    random: request.random,
    log,
    status,
    read: reader,
    run: (slot) => runSlot(slot, context),
    ended: (slot, outcome) => {
      const names = outcome.report.collectors.map(({ id }) => id).join(' ');
      newest.set(names, { slot, outcome: withoutSeries(outcome) });
    },
  });
  const outcomes = () => [...newest.values()].map(({ outcome }) => outcome);
  return {
    daemon,
    status,
    log,
    ending: (received, onceEach) => {
      const incompatible = [...newest.values()].some(({ slot }) => hasIncompatible(slot.configuration));
      const interrupted: ErrorItem[] =
        received === undefined ? [] : [{ code: 'INTERRUPTED', message: `ended by ${received}` }];
      const failures = outcomes().flatMap(({ report, delivery }) => failureItems(report, delivery?.reports));
      return {
        exitCode: serveExitCode(received, outcomes(), incompatible),
        errors: onceEach ? [...interrupted, ...failures] : interrupted,
      };
    },
    close: () => watchdog.stop(),
    result: () => ({
      ...status.totals(),
      collectors: outcomes().flatMap(({ report }) => report.collectors.map(({ id, state }) => ({ id, state }))),
    }),
  };
}

function configurationReader({ open, selected, push }: DaemonRequest): () => Promise<() => Promise<Configuration>> {
  return async () => {
    const { settings, installed, trusted, protect } = await open();
    const narrowing = selected.map(parseSelected);
    return async () => {
      const configuration = await loadConfiguration({
        settings,
        installed: installed.collectors,
        providers: installed.providers,
        selected: narrowing,
        filter: {},
        push,
        trusted,
        protect,
      });
      return { ...configuration, instances: narrowTargets(configuration.instances, narrowing).instances };
    };
  };
}

const hasIncompatible = ({ broken }: Configuration) => broken.some(({ incompatible }) => incompatible);

// Kept until the end, so only what the end needs.
function withoutSeries({ report, delivery, deadline }: Outcome): Outcome {
  const collectors = report.collectors.map((one) => ({ ...one, series: [], noData: [], settledEvents: [] }));
  return { report: { ...report, collectors }, delivery, deadline };
}
