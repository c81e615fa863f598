import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSender, type DeliveryReport, memoryOutbox } from '@metta-dd/core/delivery';
import {
  type Clock,
  type LastDelivery,
  type Logger,
  type NetworkAccess,
  type RunReport,
  type StateFile,
  selfMetrics,
  tagList,
} from '@metta-dd/core/runtime';
import type { Destination } from '../config/load.js';
import { isRecord } from '../config/path.js';

/** What sending takes. */
export interface Delivery {
  readonly destination: Destination;
  readonly tags: Readonly<Record<string, string>>;
  readonly network: NetworkAccess;
  readonly clock: Clock;
  readonly state: StateFile;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

const LAST = 'delivery.last';
const RANGE = 2 ** 32;

/** Sends the series of a run and the metrics about the run itself, and notes what need not be sent again. */
export async function deliverReport(report: RunReport, delivery: Delivery): Promise<readonly DeliveryReport[]> {
  const { destination, tags, network, clock, state, log, signal } = delivery;
  const last = lastDelivery((await state.facts.read(LAST))?.value);
  const own = selfMetrics(report, tags, state, last);
  const sender = createSender({
    destinations: [{ name: destinationName(destination), url: destination.url, apiKey: () => destination.apiKey }],
    fetch: network.fetch,
    clock,
    random: () => randomInt(RANGE) / RANGE,
    sleep: (milliseconds, ended) => sleep(milliseconds, undefined, { signal: ended }),
    log,
    spool: memoryOutbox(),
    signal,
    tags: tagList(tags),
  });
  const { startedAt } = report;
  const series = [...report.collectors.flatMap((collector) => collector.series), ...own];
  const reports = await sender.deliver(series, {
    eventsSettled: ({ scope, ids }) => state.events.remember([{ scope, ids }], startedAt),
  });
  await sender.close();
  state.events.remember(
    report.collectors.flatMap(({ settledEvents }) => settledEvents),
    startedAt,
  );
  for (const { id, state: outcome } of report.collectors) if (outcome === 'ok') state.succeeded(id, startedAt);
  await state.facts.write(LAST, summary(reports), startedAt);
  return reports;
}

/** The site, or the host of the intake that replaces it. */
export function destinationName({ site, url }: Destination): string {
  return url === `https://api.${site}` ? site : new URL(url).host;
}

function summary(reports: readonly DeliveryReport[]): LastDelivery {
  const sum = (of: (report: DeliveryReport) => number) => reports.reduce((total, report) => total + of(report), 0);
  const requests: Record<string, number> = {};
  for (const { answers } of reports)
    for (const [status, count] of Object.entries(answers)) requests[status] = (requests[status] ?? 0) + count;
  const kept = sum((report) => report.kept);
  return {
    points: {
      accepted: sum(({ accepted }) => accepted),
      rejected: sum(({ rejected }) => rejected),
      kept,
      expired: sum(({ expired }) => expired),
    },
    requests,
    spool: { points: kept },
  };
}

// The state is disposable: what does not look like a summary is as good as none.
function lastDelivery(value: unknown): LastDelivery | undefined {
  if (!isRecord(value) || !isRecord(value.points) || !isRecord(value.requests) || !isRecord(value.spool))
    return undefined;
  const { accepted, rejected, kept, expired } = value.points;
  const counts = [accepted, rejected, kept, expired, value.spool.points].map(Number);
  if (counts.some((count) => !Number.isFinite(count))) return undefined;
  const [a = 0, r = 0, k = 0, e = 0, waiting = 0] = counts;
  const requests = Object.fromEntries(Object.entries(value.requests).map(([status, count]) => [status, Number(count)]));
  return { points: { accepted: a, rejected: r, kept: k, expired: e }, requests, spool: { points: waiting } };
}
