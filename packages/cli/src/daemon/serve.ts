import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { exitCodeOf, type Logger } from '@metta-dd/core/runtime';
import type { Outcome } from '../collect/run.js';
import type { Interruption } from '../signals.js';
import type { Daemon } from './daemon.js';
import type { DaemonStatus } from './status.js';
import { type ListenAddress, startStatusServer } from './status-server.js';

/** How the daemon is kept. */
export interface ServeOptions {
  readonly daemon: Daemon;
  readonly status: DaemonStatus;
  readonly log: Logger;
  readonly interruption: Interruption;
  readonly listen: ListenAddress | undefined;
  /** How long an orderly end may take. */
  readonly graceMs: number;
  /** Run each schedule once, and end. */
  readonly onceEach: boolean;
}

/** Runs until a signal, or until each schedule ran once; false where the grace period was not enough. */
export async function serve(options: ServeOptions): Promise<boolean> {
  const { daemon, status, log, interruption, listen, graceMs, onceEach } = options;
  const server = listen === undefined ? undefined : await startStatusServer(status, listen);
  if (server !== undefined) log.info('listening', { url: server.url });
  const reload = () => void daemon.reload();
  process.on('SIGHUP', reload);
  try {
    const stopped = interruption.signal.aborted ? Promise.resolve() : once(interruption.signal, 'abort');
    if (onceEach) await Promise.race([daemon.runEachOnce(), stopped]);
    else {
      daemon.start();
      await stopped;
    }
    return await drained(daemon, interruption.signal.reason, graceMs);
  } finally {
    process.off('SIGHUP', reload);
    await server?.close();
  }
}

async function drained(daemon: Daemon, reason: unknown, graceMs: number): Promise<boolean> {
  const over = new AbortController();
  const late = sleep(graceMs, false, { signal: over.signal }).catch(() => false);
  const ended = daemon.stop(reason).then(() => true);
  const inTime = await Promise.race([ended, late]);
  over.abort();
  return inTime;
}

/** The code of a daemon: that of its signal, or of what each schedule came to. */
export function serveExitCode(
  received: 'SIGINT' | 'SIGTERM' | undefined,
  outcomes: readonly Outcome[],
  incompatible: boolean,
): number {
  return exitCodeOf({
    ...(received && { signal: received }),
    incompatible,
    deadline: outcomes.some(({ deadline }) => deadline),
    report: { collectors: outcomes.flatMap(({ report }) => report.collectors) },
    delivery: outcomes.flatMap(({ delivery }) => delivery?.reports ?? []),
  });
}
