import { homedir } from 'node:os';
import { type SpoolStatus, spoolStatus } from '@metta-dd/core/delivery';
import { type Clock, type Logger, openState } from '@metta-dd/core/runtime';
import { configuredNetwork } from '../collect/network.js';
import { runClock } from '../collect/run.js';
import { type Delivered, send } from '../collect/send.js';
import { loadHostConfiguration } from '../config/load.js';
import { stateFolder } from '../config/state-folder.js';
import type { Opened } from '../configured-command.js';
import { spoolIn } from './spool-folder.js';

/** What sending the spool takes. */
export interface FlushRequest {
  readonly opened: Opened;
  /** Made once the clock is known. */
  readonly logger: (clock: Clock) => Promise<Logger>;
  readonly signal: AbortSignal;
}

/** What came of it. */
export interface Flushed extends Delivered {
  /** What waits for destinations that this configuration does not have. */
  readonly strangers: readonly SpoolStatus[];
}

/** Sends what waits, and nothing else. */
export async function flushSpool({ opened, logger, signal }: FlushRequest): Promise<Flushed> {
  const { settings, installed, trusted, protect } = opened;
  const { providers } = installed;
  const configuration = await loadHostConfiguration({ settings, providers, push: true, trusted, protect });
  const { host, destinations, tags } = configuration;
  const clock = runClock(host.at);
  const log = await logger(clock);
  const folder = stateFolder(settings.environment.variables, homedir());
  const spool = spoolIn(folder);
  const network = await configuredNetwork(host, settings, protect);
  const state = await openState(folder, { clock, log });
  try {
    const delivered = await send(
      [],
      { destinations, tags, network, clock, log, signal, spool },
      {
        eventsSettled: ({ scope, ids }) => state.events.remember([{ scope, ids }], clock.now()),
      },
    );
    const left = await spoolStatus(spool);
    const strangers = left.filter(
      ({ destination, points }) => points > 0 && !destinations.some(({ name }) => name === destination),
    );
    return { ...delivered, strangers };
  } finally {
    state.close();
    await network.close();
  }
}
