import { homedir } from 'node:os';
import {
  type Clock,
  type Logger,
  openState,
  type Progress,
  type RunReport,
  runCollectors,
  type Shard,
  shiftedClock,
  systemClock,
  type Warning,
} from '@metta-dd/core/runtime';
import type { Configuration } from '../config/load.js';
import { stateFolder } from '../config/state-folder.js';
import { spoolIn } from '../spool/spool-folder.js';
import { deliverReport } from './deliver.js';
import { configuredNetwork } from './network.js';
import { failedReport } from './result.js';
import type { Delivered } from './send.js';

/** What one pass takes. */
export interface Pass {
  readonly configuration: Configuration;
  readonly runId: string;
  readonly clock: Clock;
  /** From which every window is cut; the clock's own time when absent. */
  readonly startedAt?: Date;
  readonly log: Logger;
  /** Aborted by a signal. */
  readonly interrupted: AbortSignal;
  readonly shard?: Shard;
  readonly protect: (value: string) => void;
  readonly onProgress: (progress: Progress) => void;
  /** Told of everything that was collected, before it is sent. */
  readonly onCollected?: (report: RunReport) => void;
}

/** What came of it. */
export interface Outcome {
  readonly report: RunReport;
  /** Absent on a dry run. */
  readonly delivery: Delivered | undefined;
  /** The deadline of the whole run passed. */
  readonly deadline: boolean;
  /** What is wrong with the state file; absent where nothing is. */
  readonly stateWarnings?: readonly Warning[];
}

/** The clock of a run: the machine's, or that of `--at`. */
export function runClock(at: Date | undefined): Clock {
  return at === undefined ? systemClock() : shiftedClock(at);
}

/** Collects, and sends where the configuration has destinations. */
export async function runPass(pass: Pass): Promise<Outcome> {
  const { configuration, clock, log, interrupted, protect } = pass;
  const { host, instances, broken, tags, destinations, settings } = configuration;
  const network = await configuredNetwork(host, settings, protect);
  const folder = stateFolder(settings.environment.variables, homedir());
  const stateWarnings: Warning[] = [];
  const warn = (message: string, fields: Warning['fields'] = {}) => {
    stateWarnings.push({ message, fields });
    log.warn(message, fields);
  };
  const state = await openState(folder, { clock, log: { warn } });
  const deadline = host.deadline === undefined ? undefined : AbortSignal.timeout(host.deadline);
  try {
    const collected = await runCollectors(instances, {
      runId: pass.runId,
      // Exactly the asked-for instant: a window must not move with the time that starting takes.
      startedAt: pass.startedAt ?? host.at ?? clock.now(),
      clock,
      tags,
      log,
      network,
      cache: (instance) => state.cache(instance),
      events: state.events,
      signal: deadline === undefined ? interrupted : AbortSignal.any([interrupted, deadline]),
      ...(host.concurrency !== undefined && { concurrency: host.concurrency }),
      ...(pass.shard !== undefined && { shard: pass.shard }),
      onProgress: pass.onProgress,
    });
    for (const { id, quotas } of collected.collectors) state.observed(id, quotas, clock.now());
    const report = {
      ...collected,
      collectors: [...collected.collectors, ...broken.map((one) => failedReport(one.name, one))],
    };
    pass.onCollected?.(report);
    const way = { destinations, tags, network, clock, state, log, signal: interrupted, spool: spoolIn(folder) };
    const delivery = destinations.length === 0 ? undefined : await deliverReport(report, way);
    const ended = { report, delivery, deadline: deadline?.aborted ?? false };
    return stateWarnings.length === 0 ? ended : { ...ended, stateWarnings };
  } finally {
    state.close();
    await network.close();
  }
}
