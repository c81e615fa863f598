import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { reasonOf } from '@metta-dd/core';
import {
  createSender,
  type DeliverOptions,
  type DeliveryReport,
  openSpool,
  type SeriesSource,
  type SpoolFolder,
  spoolStatus,
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
  const warn = (message: string, fields: Readonly<Record<string, unknown>> = {}) => {
    warnings.push({ message, fields });
    log.warn(message, fields);
  };
  const sender = createSender({
    destinations: destinations.map(({ name, url, apiKey, refreshApiKey }) => {
      return { name, url, apiKey: () => apiKey, refreshApiKey };
    }),
    fetch: network.fetch,
    clock,
    random: () => randomInt(RANGE) / RANGE,
    sleep: (milliseconds, ended) => sleep(milliseconds, undefined, { signal: ended }),
    log: { debug: (message, fields) => log.debug(message, fields), warn },
    spool: openSpool(spool),
    signal,
    tags: tagList(tags),
  });
  const reports = await sender.deliver(series, options);
  await sender.close();
  if (warnings.some(({ message }) => message.includes('held in memory'))) await tellLosses(reports, spool, warn);
  return { reports, warnings };
}

// What was kept, and yet is in no segment: memory held it, and ends with the sending.
async function tellLosses(
  reports: readonly DeliveryReport[],
  spool: SpoolFolder,
  warn: (message: string, fields: Readonly<Record<string, unknown>>) => void,
): Promise<void> {
  try {
    const waiting = new Map((await spoolStatus(spool)).map(({ destination, points }) => [destination, points]));
    for (const { destination, kept } of reports) {
      const points = kept - (waiting.get(destination) ?? 0);
      if (points > 0) warn('points are lost: neither the disk nor the intake took them', { destination, points });
    }
  } catch (error) {
    warn('points may be lost: the spool cannot be read either', { reason: reasonOf(error) });
  }
}
