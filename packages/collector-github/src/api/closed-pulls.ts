import type { SourceError } from '@metta-dd/core';
import { z } from 'zod';
import { walk } from './graphql-pages.js';
import { completed } from './pull-lists.js';
import { WirePull } from './pull-wire.js';
import { CLOSED_PULLS } from './queries.js';
import type { ClosedPull, Remark } from './rows.js';
import { cacheKey, type Source } from './source.js';
import { accountOf, dateOf, instant } from './wire.js';

const COLD_PAGE = 50;
// What changed since the last run is seldom more, and every pull request asked for costs points.
const WARM_PAGE = 20;

const Kept = z.object({ since: instant, pulls: z.array(WirePull) });

export interface ClosedPulls {
  readonly pulls: readonly ClosedPull[];
  /** What of `files` and `reviews` was refused alone. */
  readonly failed: ReadonlyMap<string, SourceError>;
}

/** Pull requests closed or merged that changed after `since`: all that were closed after it are among them. */
export async function closedPulls(source: Source, since: Date): Promise<ClosedPulls> {
  const { cache, repository } = source;
  const key = cacheKey('closed pulls', repository);
  const { data: kept } = Kept.safeParse(await cache.get(key));
  const known = kept !== undefined && Date.parse(kept.since) <= since.getTime() ? kept.pulls : [];
  // A change in the second of the newest known one may be another.
  const newest = known.reduce((latest, { updatedAt }) => Math.max(latest, Date.parse(updatedAt)), since.getTime());
  const { nodes, failed } = await walk(source.graph, {
    document: CLOSED_PULLS,
    variables: { ...repository },
    purpose: 'core',
    path: ['repository', 'pullRequests'],
    node: WirePull,
    first: known.length === 0 ? COLD_PAGE : WARM_PAGE,
    idOf: ({ number }) => number,
    stopAt: ({ updatedAt }) => Date.parse(updatedAt) < newest,
    mayFail: ['files', 'reviews'],
  });
  // What did not change since is kept as it is known, with all pages of its lists.
  const changed = nodes.filter(({ updatedAt }) => Date.parse(updatedAt) >= newest || known.length === 0);
  const numbers = new Set(changed.map(({ number }) => number));
  const unchanged = known.filter(({ number }) => !numbers.has(number));
  const pulls = [...changed, ...unchanged].filter(({ updatedAt }) => Date.parse(updatedAt) >= since.getTime());
  const whole = await completed(source, pulls, ({ mergedAt }) => mergedAt !== null && new Date(mergedAt) > since);
  const isNews = changed.length > 0 || kept === undefined || known.length === 0;
  if (failed.size === 0 && isNews) await cache.set(key, { since: since.toISOString(), pulls: whole });
  return { pulls: whole.map(pullOf), failed };
}

function pullOf(wire: WirePull): ClosedPull {
  const mergedAt = dateOf(wire.mergedAt);
  const firstAuthoredAt = dateOf(wire.commits.nodes[0]?.commit.authoredDate);
  return {
    number: wire.number,
    createdAt: new Date(wire.createdAt),
    closedAt: new Date(wire.closedAt),
    base: wire.baseRefName,
    headRefName: wire.headRefName,
    body: wire.body,
    author: accountOf(wire.author),
    labels: (wire.labels?.nodes ?? []).map(({ name }) => name),
    additions: wire.additions,
    deletions: wire.deletions,
    changedFiles: wire.changedFiles,
    totalComments: wire.totalCommentsCount ?? wire.comments.totalCount,
    comments: wire.comments.nodes.map(({ createdAt, author }) => ({
      at: new Date(createdAt),
      author: accountOf(author),
      written: true,
    })),
    reviews: reviewsOf(wire),
    readyAt: wire.timelineItems.nodes.flatMap(({ createdAt }) => dateOf(createdAt) ?? []),
    files: wire.files?.nodes ?? [],
    ...(mergedAt && { mergedAt }),
    ...(firstAuthoredAt && { firstAuthoredAt }),
    ...(wire.mergeCommit && { mergeCommit: wire.mergeCommit.oid }),
  };
}

function reviewsOf({ reviews }: WirePull): readonly Remark[] {
  return (reviews?.nodes ?? []).flatMap(({ state, submittedAt, author, body, comments }) => {
    const at = dateOf(submittedAt);
    if (at === undefined || state === 'PENDING') return [];
    return [{ at, author: accountOf(author), written: body !== '' || comments.totalCount > 0 }];
  });
}
