import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createSender,
  type DeliverOptions,
  type DeliveryReport,
  openSpool,
  type SeriesSource,
  type SpoolFolder,
} from '@metta-dd/core/delivery';
import { type Clock, type Logger, type NetworkAccess, tagList, type Warning } from '@metta-dd/core/runtime';
import type { Destination } from '../config/destinations.js';

/** What sending takes. */
export interface Sending {
  readonly destinations: readonly Destination[];
  readonly tags: Readonly<Record<string, string>>;
  readonly network: Pick<NetworkAccess, 'fetch'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly spool: SpoolFolder;
}

/** What became of the points, one report a destination, and what an operator must know of the way there. */
export interface Delivered {
  readonly reports: readonly DeliveryReport[];
  readonly warnings: readonly Warning[];
}

const RANGE = 2 ** 32;

/** Puts the series into the spool, and sends them and what earlier runs left there. */
export async function send(
  series: SeriesSource,
  { destinations, tags, network, clock, log, signal, spool }: Sending,
  options: DeliverOptions = {},
): Promise<Delivered> {
  const warnings: Warning[] = [];
  const sender = createSender({
    destinations: destinations.map(({ name, url, apiKey, refreshApiKey }) => {
      return { name, url, apiKey: () => apiKey, refreshApiKey };
    }),
    fetch: network.fetch,
    clock,
    random: () => randomInt(RANGE) / RANGE,
    sleep: (milliseconds, ended) => sleep(milliseconds, undefined, { signal: ended }),
    log: {
      debug: (message, fields) => log.debug(message, fields),
      warn: (message, fields = {}) => {
        warnings.push({ message, fields });
        log.warn(message, fields);
      },
    },
    spool: openSpool(spool),
    signal,
    tags: tagList(tags),
  });
  const reports = await sender.deliver(series, options);
  await sender.close();
  return { reports, warnings };
}
