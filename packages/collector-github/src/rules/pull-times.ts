import type { Account } from './people.js';
import { isBot } from './people.js';

const HOUR_MS = 3_600_000;

/** What the rules read of a merged pull request. */
export interface TimedPull {
  readonly createdAt: Date;
  readonly mergedAt: Date;
  readonly readyAt: readonly Date[];
  readonly firstAuthoredAt?: Date;
}

/** A remark by somebody: a comment, or a review with a verdict. */
export interface TimedRemark {
  readonly at: Date;
  readonly author: Account;
  readonly written: boolean;
}

export interface ReviewedPull extends TimedPull {
  readonly author: Account;
  readonly comments: readonly TimedRemark[];
  readonly reviews: readonly TimedRemark[];
}

export function hoursToMerge({ createdAt, mergedAt }: Pick<TimedPull, 'createdAt' | 'mergedAt'>): number {
  return hoursBetween(createdAt, mergedAt);
}

/** Hours from the last time that it was marked ready before the merge, or from creation, to the merge. */
export function hoursOfCycle(pull: TimedPull): number {
  return hoursBetween(openedAt(pull), pull.mergedAt);
}

/** Hours from the writing of the oldest commit to open; `undefined` where it was written later. */
export function codingHours(pull: TimedPull): number | undefined {
  if (pull.firstAuthoredAt === undefined) return undefined;
  const hours = hoursBetween(pull.firstAuthoredAt, openedAt(pull));
  return hours < 0 ? undefined : hours;
}

/** Hours from open to the first review or comment by a person other than the author; `undefined` where there is none. */
export function hoursToFirstReview(pull: ReviewedPull, bots: readonly string[]): number | undefined {
  const ready = pull.readyAt.map((at) => at.getTime());
  const remarks = [...pull.reviews, ...pull.comments]
    .filter((remark) => isByAnother(remark, pull, bots) && remark.at <= pull.mergedAt)
    .map(({ at }) => at.getTime())
    .toSorted((a, b) => a - b);
  for (const remark of remarks) {
    const start = Math.max(pull.createdAt.getTime(), ...ready.filter((at) => at <= remark));
    // A remark on a draft is no review yet, where it is made ready later; the next one is looked at.
    const isDraftRemark = ready.length > 0 && !ready.some((at) => at <= remark);
    if (remark >= start && !isDraftRemark) return (remark - start) / HOUR_MS;
  }
  return undefined;
}

/** True for a pull request with a review by a person other than its author, before it was merged. */
export function wasReviewed(pull: ReviewedPull, bots: readonly string[]): boolean {
  return pull.reviews.some((review) => isByAnother(review, pull, bots) && review.at <= pull.mergedAt);
}

/** True for a pull request on which a person other than its author wrote something. */
export function wasCommentedOn(pull: ReviewedPull, bots: readonly string[]): boolean {
  return [...pull.reviews, ...pull.comments].some((remark) => remark.written && isByAnother(remark, pull, bots));
}

function isByAnother({ author }: TimedRemark, pull: ReviewedPull, bots: readonly string[]): boolean {
  return author.login !== pull.author.login && !isBot(author, bots);
}

function openedAt({ createdAt, mergedAt, readyAt }: TimedPull): Date {
  const before = readyAt.filter((at) => at <= mergedAt).map((at) => at.getTime());
  return before.length === 0 ? createdAt : new Date(Math.max(...before));
}

function hoursBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / HOUR_MS;
}
