import { SourceError } from '@metta-dd/core';
import { z } from 'zod';
import type { DeploymentSource } from '../config.js';
import { matches, matchesAny } from '../rules/glob.js';
import { isSuccessful, type Run, workflowTag } from '../rules/runs.js';
import { walk } from './graphql-pages.js';
import { tagsNamed } from './protection.js';
import { DEPLOYMENTS, INCIDENTS, RELEASES } from './queries.js';
import type { Deployment, Incident } from './rows.js';
import { cacheKey, type Source } from './source.js';
import { dateOf, instant } from './wire.js';

const WireDeployment = z.object({
  id: z.string(),
  createdAt: instant,
  environment: z.string().nullable(),
  commitOid: z.string(),
  statuses: z
    .object({ totalCount: z.int(), nodes: z.array(z.object({ state: z.string(), createdAt: instant })) })
    .nullable(),
});
type WireDeployment = z.output<typeof WireDeployment>;

const WireRelease = z.object({
  tagName: z.string(),
  isDraft: z.boolean(),
  isPrerelease: z.boolean(),
  createdAt: instant,
  publishedAt: instant.nullable(),
  tagCommit: z.object({ oid: z.string() }).nullable(),
});

/** Where deployments are read from, and how far back: to one that had succeeded before `since`. */
export interface DeploymentRequest {
  readonly from: DeploymentSource;
  readonly since: Date;
  /** The workflow runs of the window, where they are the deployments. */
  readonly runs: () => Promise<readonly Run[]>;
}

/** Successful production deployments, oldest first, with at least one before the window where there is one. */
export async function deployments(source: Source, request: DeploymentRequest): Promise<readonly Deployment[]> {
  const found = await foundIn(source, request);
  const past = found.filter(({ finishedAt }) => finishedAt <= source.startedAt);
  return past.toSorted((a, b) => a.finishedAt.getTime() - b.finishedAt.getTime());
}

async function foundIn(source: Source, { from, since, runs }: DeploymentRequest): Promise<readonly Deployment[]> {
  switch (from.source) {
    case 'deployments':
      return gitHubDeployments(source, from.environment, since);
    case 'releases':
      return releases(source, from.tag, since);
    case 'tags': {
      const tags = await tagsNamed(source, longestText(from.tag));
      const chosen = tags.filter(({ name }) => matches(from.tag, name) && !matchesAny(from.except, name));
      return chosen.flatMap(({ name, sha, at }) => (at === undefined ? [] : [{ id: name, sha, finishedAt: at }]));
    }
    case 'workflow':
      return (await runs())
        .filter((run) => isSuccessful(run) && run.own && matches(from.workflow, workflowTag(run.path)))
        .map(({ id, headSha, updatedAt }) => ({ id: String(id), sha: headSha, finishedAt: updatedAt }));
  }
}

async function gitHubDeployments(source: Source, environment: string, since: Date): Promise<readonly Deployment[]> {
  const isProduction = (node: WireDeployment) => matches(environment, node.environment ?? '');
  const { nodes } = await walk(source.graph, {
    document: DEPLOYMENTS,
    variables: { ...source.repository },
    purpose: 'core',
    path: ['repository', 'deployments'],
    node: WireDeployment,
    first: 50,
    idOf: ({ id }) => id,
    stopAt: (node) => isProduction(node) && (succeededAt(node) ?? since) < since,
  });
  return nodes.filter(isProduction).flatMap((node) => {
    const finishedAt = succeededAt(node);
    return finishedAt === undefined ? [] : [{ id: node.id, sha: node.commitOid, finishedAt }];
  });
}

/** The first success: a later deployment turns the newest status of this one into "inactive". */
function succeededAt({ id, statuses }: WireDeployment): Date | undefined {
  const { totalCount, nodes } = statuses ?? { totalCount: 0, nodes: [] };
  if (nodes.length < totalCount)
    throw new SourceError(`the statuses of deployment ${id} are cut off: ${nodes.length} of ${totalCount} came`);
  const successes = nodes.filter(({ state }) => state === 'SUCCESS').map(({ createdAt }) => Date.parse(createdAt));
  return successes.length === 0 ? undefined : new Date(Math.min(...successes));
}

async function releases(source: Source, tag: string, since: Date): Promise<readonly Deployment[]> {
  const isChosen = ({ isDraft, isPrerelease, tagName }: z.output<typeof WireRelease>) =>
    !isDraft && !isPrerelease && matches(tag, tagName);
  const { nodes } = await walk(source.graph, {
    document: RELEASES,
    variables: { ...source.repository },
    purpose: 'core',
    path: ['repository', 'releases'],
    node: WireRelease,
    first: 50,
    idOf: ({ tagName }) => tagName,
    stopAt: (node) => isChosen(node) && new Date(node.publishedAt ?? node.createdAt) < since,
  });
  return nodes.filter(isChosen).flatMap(({ tagName, publishedAt, createdAt, tagCommit }) => {
    if (tagCommit === null) return [];
    return [{ id: tagName, sha: tagCommit.oid, finishedAt: dateOf(publishedAt) ?? new Date(createdAt) }];
  });
}

function longestText(pattern: string): string {
  return pattern.split('*').reduce((longest, part) => (part.length > longest.length ? part : longest), '');
}

const WireIncident = z.object({ number: z.int(), createdAt: instant, closedAt: instant.nullable() });

/** Issues with one of the labels that were opened, closed or otherwise changed since a time. */
export async function incidents(
  { graph, repository, startedAt }: Source,
  labels: readonly string[],
  since: Date,
): Promise<readonly Incident[]> {
  const { nodes } = await walk(graph, {
    document: INCIDENTS,
    variables: { ...repository, labels, since: since.toISOString() },
    purpose: 'core',
    path: ['repository', 'issues'],
    node: WireIncident,
    first: 100,
    idOf: ({ number }) => number,
  });
  return nodes.flatMap(({ number, createdAt, closedAt }) => {
    const closed = dateOf(closedAt);
    if (new Date(createdAt) > startedAt) return [];
    return [{ number, createdAt: new Date(createdAt), ...(closed && closed <= startedAt && { closedAt: closed }) }];
  });
}

const WireComparison = z.object({
  behind_by: z.int(),
  total_commits: z.int(),
  commits: z.array(
    z.object({ sha: z.string(), commit: z.object({ committer: z.object({ date: instant }).nullable() }) }),
  ),
});
const Range = z.array(z.object({ sha: z.string(), committedAt: instant }));

/** The commits that are in `head` and not in `base`; remembered for ever. */
export async function commitsBetween(
  { rest, repository }: Source,
  base: string,
  head: string,
): Promise<readonly { readonly sha: string; readonly committedAt: Date }[]> {
  const kept = await rest.immutable(cacheKey('commits between', repository, base, head), Range, async () => {
    const commits = new Map<string, { sha: string; committedAt: string }>();
    for (let page = 1; ; page++) {
      const { value } = await rest.get({
        route: 'GET /repos/{owner}/{repo}/compare/{basehead}',
        parameters: {
          owner: repository.owner,
          repo: repository.name,
          basehead: `${base}...${head}`,
          per_page: 100,
          page,
        },
        answer: WireComparison,
        purpose: 'core',
      });
      const before = commits.size;
      for (const { sha, commit } of value.commits)
        if (commit.committer !== null) commits.set(sha, { sha, committedAt: commit.committer.date });
      if (commits.size >= value.total_commits) return [...commits.values()];
      if (commits.size === before)
        throw new SourceError(`the comparison is cut off: ${commits.size} of ${value.total_commits} commits came`);
    }
  });
  return kept.map(({ sha, committedAt }) => ({ sha, committedAt: new Date(committedAt) }));
}

/** Whether a commit is among the ancestors of a branch; one that the repository does not know is not. */
export async function isAncestor({ rest, repository }: Source, sha: string, branch: string): Promise<boolean> {
  const key = cacheKey('is ancestor', repository, sha, branch);
  return rest.immutable(key, z.boolean(), async () => {
    try {
      const { value } = await rest.get({
        route: 'GET /repos/{owner}/{repo}/compare/{basehead}',
        // From the second page on the files are left out, which can be megabytes.
        parameters: {
          owner: repository.owner,
          repo: repository.name,
          basehead: `${sha}...${branch}`,
          per_page: 1,
          page: 2,
        },
        answer: z.object({ behind_by: z.int() }),
        purpose: 'core',
      });
      return value.behind_by === 0;
    } catch (error) {
      if (error instanceof SourceError && error.status === 404) return false;
      throw error;
    }
  });
}
