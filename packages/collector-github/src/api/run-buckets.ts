const HOUR_MS = 3_600_000;
const BUCKET_MS = 6 * HOUR_MS;
const OLD_MS = 48 * HOUR_MS;

/** A stretch of whole seconds, both edges included, as the `created` filter takes it. */
export interface Bucket {
  readonly from: Date;
  readonly to: Date;
}

/** The six-hour stretches, fixed in UTC so that their addresses stay the same, that cover the window. */
export function bucketsOf(after: Date, until: Date): readonly Bucket[] {
  const first = Math.floor(after.getTime() / BUCKET_MS);
  const last = Math.floor(until.getTime() / BUCKET_MS);
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const from = (first + index) * BUCKET_MS;
    return { from: new Date(from), to: new Date(from + BUCKET_MS - 1000) };
  });
}

/** The same stretches as one. */
export function spanOf(after: Date, until: Date): Bucket {
  const buckets = bucketsOf(after, until);
  return { from: buckets[0]?.from ?? after, to: buckets.at(-1)?.to ?? until };
}

/** Two halves; `undefined` for a single second, which cannot be cut. */
export function halvesOf({ from, to }: Bucket): readonly [Bucket, Bucket] | undefined {
  const seconds = (to.getTime() - from.getTime()) / 1000;
  if (seconds < 1) return undefined;
  const middle = from.getTime() + Math.floor(seconds / 2) * 1000;
  return [
    { from, to: new Date(middle) },
    { from: new Date(middle + 1000), to },
  ];
}

/** `2025-10-23T18:00:00Z..2025-10-23T23:59:59Z`. */
export function createdIn({ from, to }: Bucket): string {
  return `${seconds(from)}..${seconds(to)}`;
}

/** How long an answer about this stretch needs no question: only re-runs and deletions still change an old one. */
export function freshMs({ to }: Bucket, startedAt: Date): number {
  return startedAt.getTime() - to.getTime() > OLD_MS ? HOUR_MS : 0;
}

function seconds(at: Date): string {
  return at.toISOString().replace('.000Z', 'Z');
}
