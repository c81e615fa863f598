import { SourceError } from '@metta-dd/core';
import { z } from 'zod';
import type { Run } from '../rules/runs.js';
import type { Snapshot } from './rows.js';
import { type Bucket, bucketsOf, createdIn, freshMs, halvesOf, spanOf } from './run-buckets.js';
import { cacheKey, type Source } from './source.js';
import { dateOf, instant } from './wire.js';

const PER_PAGE = 100;
const DAY_MS = 24 * 3_600_000;
// A filtered list ends there, whatever its total: https://docs.github.com/en/rest/actions/workflow-runs
const LISTED = 1000;

const WireRun = z.object({
  id: z.int(),
  workflow_id: z.int(),
  path: z.string(),
  event: z.string(),
  status: z.string().nullable(),
  conclusion: z.string().nullable(),
  head_branch: z.string().nullable(),
  head_sha: z.string(),
  head_repository: z.object({ id: z.int() }).nullable().optional(),
  run_number: z.int(),
  run_attempt: z.int().optional(),
  created_at: instant,
  run_started_at: instant.optional(),
  updated_at: instant,
});
type WireRun = z.output<typeof WireRun>;

const WirePage = z.object({ total_count: z.int(), workflow_runs: z.array(WireRun) });
type WirePage = z.output<typeof WirePage>;

/** Workflow runs created in `(after, startedAt]`, by their latest attempt. */
export async function workflowRuns(source: Source, { id }: Snapshot, after: Date): Promise<readonly Run[]> {
  const { startedAt } = source;
  const rows = (await quietWeek(source, after)) ?? (await busyWeek(source, after));
  return rows.map((row) => runOf(row, id)).filter(({ createdAt }) => createdAt > after && createdAt <= startedAt);
}

/** All runs in one page, where that holds them; `undefined` in a busier repository, which is remembered for a day. */
async function quietWeek(source: Source, after: Date): Promise<readonly WireRun[] | undefined> {
  const { cache, startedAt, repository } = source;
  const key = cacheKey('busy week', repository);
  const { data: busyAt } = instant.safeParse(await cache.get(key));
  const age = busyAt === undefined ? Number.NaN : startedAt.getTime() - Date.parse(busyAt);
  if (age >= 0 && age < DAY_MS) return undefined;
  const { total_count, workflow_runs } = await pageOf(source, spanOf(after, startedAt), 1);
  if (total_count <= PER_PAGE) return whole(workflow_runs, total_count, spanOf(after, startedAt));
  await cache.set(key, startedAt.toISOString());
  return undefined;
}

/** In stretches whose older ones hardly ever change again, so that asking for them costs nothing. */
async function busyWeek(source: Source, after: Date): Promise<readonly WireRun[]> {
  const buckets = bucketsOf(after, source.startedAt);
  return (await Promise.all(buckets.map((bucket) => runsIn(source, bucket)))).flat();
}

async function runsIn(source: Source, bucket: Bucket): Promise<readonly WireRun[]> {
  const first = await pageOf(source, bucket, 1);
  if (first.total_count >= LISTED) {
    const halves = halvesOf(bucket);
    if (halves === undefined)
      throw new SourceError(`more than ${LISTED} workflow runs were created in one second, and no more are listed`);
    return (await Promise.all(halves.map((half) => runsIn(source, half)))).flat();
  }
  const further = Array.from({ length: Math.ceil(first.total_count / PER_PAGE) - 1 }, (_, index) => index + 2);
  const pages = [first, ...(await Promise.all(further.map((page) => pageOf(source, bucket, page))))];
  const announced = Math.min(...pages.map((page) => page.total_count));
  return whole(
    pages.flatMap((page) => page.workflow_runs),
    announced,
    bucket,
  );
}

function whole(rows: readonly WireRun[], announced: number, bucket: Bucket): readonly WireRun[] {
  const runs = new Map(rows.map((run) => [run.id, run]));
  if (runs.size < announced)
    throw new SourceError(`the list of runs is cut off: ${runs.size} of ${announced} came for ${createdIn(bucket)}`);
  return [...runs.values()];
}

async function pageOf({ rest, repository, startedAt }: Source, bucket: Bucket, page: number): Promise<WirePage> {
  const { value } = await rest.conditional(
    {
      route: 'GET /repos/{owner}/{repo}/actions/runs',
      parameters: {
        owner: repository.owner,
        repo: repository.name,
        created: createdIn(bucket),
        exclude_pull_requests: true,
        per_page: PER_PAGE,
        page,
      },
      answer: WirePage,
      purpose: 'runs',
    },
    { freshMs: freshMs(bucket, startedAt) },
  );
  return value;
}

// A run has a conclusion only once it is completed, while its status may be null at any time:
// https://docs.github.com/en/rest/actions/workflow-runs
function isCompleted({ status, conclusion }: WireRun): boolean {
  return status === 'completed' || (status === null && conclusion !== null);
}

function runOf(row: WireRun, repositoryId: number): Run {
  const createdAt = new Date(row.created_at);
  return {
    id: row.id,
    workflowId: row.workflow_id,
    // A reusable workflow may carry the ref that it was taken from.
    path: row.path.replace(/@.*$/, ''),
    event: row.event,
    completed: isCompleted(row),
    headSha: row.head_sha,
    own: row.head_repository?.id === repositoryId,
    runNumber: row.run_number,
    attempt: row.run_attempt ?? 1,
    createdAt,
    startedAt: dateOf(row.run_started_at) ?? createdAt,
    updatedAt: new Date(row.updated_at),
    ...(row.conclusion !== null && { conclusion: row.conclusion }),
    ...(row.head_branch !== null && { headBranch: row.head_branch }),
  };
}
