import { type DeliveryReport, type SpoolFolder, spoolStatus } from '@metta-dd/core/delivery';
import type { LastDelivery, StateFile } from '@metta-dd/core/runtime';
import { isRecord } from '../config/path.js';

const LAST = 'delivery.last';

/** What the delivery before came to, and what waits in the spool of these destinations by now. */
export async function readLastDelivery(
  state: StateFile,
  spool: SpoolFolder,
  destinations: readonly string[],
  now: Date,
): Promise<LastDelivery | undefined> {
  const counts = countsOf((await state.facts.read(LAST))?.value);
  if (counts === undefined) return undefined;
  const waiting = (await spoolStatus(spool)).filter(({ destination }) => destinations.includes(destination));
  const times = waiting.flatMap(({ oldest }) => oldest?.getTime() ?? []);
  // A clock of `--at` may stand before what waits: then there is no age.
  const ages = times.map((time) => (now.getTime() - time) / 1000).filter((age) => age >= 0);
  return {
    ...counts,
    spool: {
      points: waiting.reduce((sum, { points }) => sum + points, 0),
      ...(ages.length > 0 && { oldestAgeSeconds: Math.max(...ages) }),
    },
  };
}

/** Leaves the counts to the next run, which tells of them. */
export async function writeLastDelivery(
  state: StateFile,
  reports: readonly DeliveryReport[],
  startedAt: Date,
): Promise<void> {
  const sum = (of: (report: DeliveryReport) => number) => reports.reduce((total, report) => total + of(report), 0);
  const requests: Record<string, number> = {};
  for (const { answers } of reports)
    for (const [status, count] of Object.entries(answers)) requests[status] = (requests[status] ?? 0) + count;
  const points = {
    accepted: sum(({ accepted }) => accepted),
    rejected: sum(({ rejected }) => rejected),
    kept: sum(({ kept }) => kept),
    expired: sum(({ expired }) => expired),
  };
  await state.facts.write(LAST, { points, requests }, startedAt);
}

// The state is disposable: what does not look like counts is as good as none.
function countsOf(value: unknown): Omit<LastDelivery, 'spool'> | undefined {
  if (!isRecord(value) || !isRecord(value.points) || !isRecord(value.requests)) return undefined;
  const { accepted, rejected, kept, expired } = value.points;
  const [a, r, k, e] = [accepted, rejected, kept, expired].map(Number);
  if (a === undefined || r === undefined || k === undefined || e === undefined) return undefined;
  if (![a, r, k, e].every(Number.isFinite)) return undefined;
  const requests = Object.fromEntries(Object.entries(value.requests).map(([status, count]) => [status, Number(count)]));
  return { points: { accepted: a, rejected: r, kept: k, expired: e }, requests };
}
