import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createSender,
  type DeliveryReport,
  type SenderOptions,
  type SeriesSource,
} from '../packages/core/dist/delivery/index.js';
import { openNetwork, systemClock } from '../packages/core/dist/runtime/index.js';

const RANGE = 2 ** 32;

interface Way extends Pick<SenderOptions, 'spool' | 'compression'> {
  readonly mayKeep?: boolean;
}

/** Delivers as the command does; throws where a point is not accepted, or kept where that may be. */
export async function delivered(
  series: SeriesSource,
  url: string,
  { spool, compression = 'gzip', mayKeep = false }: Way,
): Promise<DeliveryReport> {
  const network = openNetwork({ environment: {} });
  const sender = createSender({
    destinations: [{ name: 'sink', url, apiKey: () => 'bench' }],
    fetch: network.fetch,
    clock: systemClock(),
    random: () => randomInt(RANGE) / RANGE,
    sleep: (milliseconds, ended) => sleep(milliseconds, undefined, { signal: ended }),
    log: { debug: () => {}, warn: (message, fields) => console.error(message, fields) },
    spool,
    compression,
    budgetMs: mayKeep ? 0 : 120_000,
    signal: new AbortController().signal,
  });
  try {
    const [report] = await sender.deliver(series);
    await sender.close();
    if (report === undefined || report.reasons.some(({ outcome }) => !mayKeep || outcome !== 'kept'))
      throw new Error(`not every point was accepted: ${JSON.stringify(report)}`);
    return report;
  } finally {
    await network.close();
  }
}
