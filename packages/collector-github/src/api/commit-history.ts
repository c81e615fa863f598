import { isDeepStrictEqual } from 'node:util';
import { SourceError } from '@metta-dd/core';
import { z } from 'zod';
import { condenseMessage } from '../rules/changes.js';
import { isVerdict } from '../rules/main-branch.js';
import { valueAt, type Walk, type Walked, walk } from './graphql-pages.js';
import { COMMITS } from './queries.js';
import type { Commit } from './rows.js';
import { cacheKey, type Source } from './source.js';
import { understood } from './understood.js';
import { instant } from './wire.js';

// More makes GitHub time out on busy repositories: https://github.com/liatrio/liatrio-otel-collector/issues/71
const PAGE = 50;
// Seldom more than these are new since the last run, and their checks are the ones that still change.
const WARM_PAGE = 20;
const TARGET = ['repository', 'defaultBranchRef', 'target'];
const EMPTY = ['defaultBranchRef'];

const rollup = z.object({ state: z.string() }).nullable();

const WireCommit = z.object({
  oid: z.string(),
  committedDate: instant,
  message: z.string().transform(condenseMessage),
  additions: z.int(),
  deletions: z.int(),
  changedFilesIfAvailable: z.int().nullable(),
  parents: z.object({ totalCount: z.int(), nodes: z.array(z.object({ oid: z.string() })) }),
  statusCheckRollup: rollup.optional(),
  authors: z.object({
    totalCount: z.int(),
    nodes: z.array(
      z.object({
        name: z.string().nullable(),
        email: z.string().nullable(),
        user: z.object({ login: z.string(), databaseId: z.int().nullable() }).nullable(),
      }),
    ),
  }),
  associatedPullRequests: z.object({ nodes: z.array(z.object({ number: z.int() })) }).nullable(),
});
type WireCommit = z.output<typeof WireCommit>;

const Kept = z.object({ since: instant, commits: z.array(WireCommit) });

export interface History {
  readonly commits: readonly Commit[];
  /** State of the newest commit with a verdict before the window. */
  readonly before?: string;
  /** What of `statusCheckRollup` and `associatedPullRequests` was refused alone. */
  readonly failed: ReadonlyMap<string, SourceError>;
}

/** The commits of the default branch by committer date, from `since` to the start of the run, both edges included. */
export async function commitHistory(source: Source, branch: string, since: Date): Promise<History> {
  const { cache, startedAt, repository } = source;
  const key = cacheKey('commits', repository, branch);
  const { data: kept } = Kept.safeParse(await cache.get(key));
  const usable = kept !== undefined && Date.parse(kept.since) <= since.getTime() ? kept.commits : [];
  const known = new Map(usable.map((commit) => [commit.oid, commit]));
  const request = historyWalk(source, since);
  const first = usable.length === 0 ? PAGE : WARM_PAGE;
  const newest = await walk(source.graph, { ...request, first, stopAt: ({ oid }) => known.has(oid) });
  const walked = withKnown(newest, usable, since) ?? (await walk(source.graph, request));
  const isNews = walked.nodes.some((commit) => !isDeepStrictEqual(commit, known.get(commit.oid)));
  if (walked.failed.size === 0 && isNews) await cache.set(key, { since: since.toISOString(), commits: walked.nodes });
  const before = stateBefore(walked.first);
  return {
    commits: walked.nodes.map(commitOf).filter(({ committedAt }) => committedAt <= startedAt),
    ...(before !== undefined && { before }),
    failed: walked.failed,
  };
}

function historyWalk({ repository, startedAt }: Source, since: Date): Walk<WireCommit> {
  return {
    document: COMMITS,
    variables: { ...repository, since: since.toISOString(), until: startedAt.toISOString() },
    purpose: 'core',
    path: [...TARGET, 'history'],
    nullable: EMPTY,
    node: WireCommit,
    first: PAGE,
    idOf: ({ oid }) => oid,
    mayFail: ['statusCheckRollup', 'associatedPullRequests'],
  };
}

/** The new commits with the known ones behind them; `undefined` where that is not the whole history. */
function withKnown(
  newest: Walked<WireCommit>,
  known: readonly WireCommit[],
  since: Date,
): Walked<WireCommit> | undefined {
  const { nodes, totalCount } = newest;
  // A walk that met no known commit went to the end by itself.
  if (totalCount === undefined || nodes.length >= totalCount) return newest;
  const fresh = new Set(nodes.map(({ oid }) => oid));
  const oldest = known.findIndex(({ oid }) => oid === nodes.at(-1)?.oid);
  const behind = known.slice(oldest + 1).filter((commit) => !fresh.has(commit.oid) && isSince(commit, since));
  const all = [...nodes, ...behind];
  // A merge can bring old commits in, a force push take some away: then the counts differ, and all are read.
  return oldest !== -1 && all.length === totalCount ? { ...newest, nodes: all } : undefined;
}

function isSince({ committedDate }: WireCommit, since: Date): boolean {
  return Date.parse(committedDate) >= since.getTime();
}

function stateBefore(first: unknown): string | undefined {
  const target = valueAt(first, TARGET, EMPTY);
  if (target === undefined) return undefined;
  const schema = z.object({ before: z.object({ nodes: z.array(z.object({ statusCheckRollup: rollup.optional() })) }) });
  const { before } = understood(schema, target);
  return before.nodes.map(({ statusCheckRollup }) => statusCheckRollup?.state).find(isVerdict);
}

function commitOf(wire: WireCommit): Commit {
  const { authors, changedFilesIfAvailable, statusCheckRollup, associatedPullRequests } = wire;
  if (authors.nodes.length < authors.totalCount)
    throw new SourceError(
      `the authors of ${wire.oid} are cut off: ${authors.nodes.length} of ${authors.totalCount} came`,
    );
  const pullNumber = associatedPullRequests?.nodes[0]?.number;
  return {
    sha: wire.oid,
    committedAt: new Date(wire.committedDate),
    message: wire.message,
    additions: wire.additions,
    deletions: wire.deletions,
    isMerge: wire.parents.totalCount > 1,
    parents: wire.parents.nodes.map(({ oid }) => oid),
    authors: authors.nodes.map(({ name, email, user }) => ({
      name: name ?? '',
      email: email ?? '',
      ...(typeof user?.databaseId === 'number' && { user: { login: user.login, id: user.databaseId } }),
    })),
    ...(changedFilesIfAvailable !== null && { changedFiles: changedFilesIfAvailable }),
    ...(statusCheckRollup && { checks: statusCheckRollup.state }),
    ...(pullNumber !== undefined && { pullNumber }),
  };
}
