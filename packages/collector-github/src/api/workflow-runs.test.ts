import { describe, expect, test } from 'vitest';
import { clientOf } from '../../test/client.js';
import { AT } from '../../test/scenes.js';
import { scripted } from '../../test/scripted.js';
import { workflowRuns } from './workflow-runs.js';

const WEEK_AGO = new Date(AT.getTime() - 7 * 24 * 3_600_000);
const snapshot = { owner: 'acme', name: 'metta', id: 1, isEmpty: false, hasIssues: true, defaultBranch: 'main' };

function row(id: number, createdAt: Date) {
  const at = createdAt.toISOString();
  return {
    id,
    workflow_id: 5,
    path: '.github/workflows/checks.yml@main',
    event: 'push',
    status: 'completed',
    conclusion: 'success',
    head_branch: 'main',
    head_sha: 'a',
    head_repository: { id: 1 },
    run_number: id,
    run_attempt: 1,
    created_at: at,
    run_started_at: at,
    updated_at: at,
    noise: 'x'.repeat(100),
  };
}

interface Page {
  readonly page: number;
  readonly perPage: number;
}

/** A GitHub with runs at given times, which lists no more than a thousand of what a filter finds. */
function gitHubWith(
  times: readonly Date[],
  pageOf = (rows: readonly object[], { page, perPage }: Page) => rows.slice((page - 1) * perPage, page * perPage),
) {
  const all = times.map((at, id) => ({ at, row: row(id + 1, at) }));
  return scripted(({ url }) => {
    const query = new URL(url, 'http://github.test').searchParams;
    const [from = '', to = ''] = (query.get('created') ?? '').split('..');
    const found = all.filter(({ at }) => at >= new Date(from) && at <= new Date(to)).map((one) => one.row);
    const page = Number(query.get('page'));
    const perPage = Number(query.get('per_page'));
    if (page * perPage > 1000) return { status: 422, body: { message: 'Only the first 1000 results are available' } };
    return { body: { total_count: found.length, workflow_runs: pageOf(found.slice(0, 1000), { page, perPage }) } };
  });
}

async function collectedFrom(url: string) {
  const { rest, graph, run } = await clientOf(url);
  const source = { rest, graph, cache: run.cache, startedAt: AT, repository: { owner: 'acme', name: 'metta' } };
  return workflowRuns(source, snapshot, WEEK_AGO);
}

const ago = (hours: number) => new Date(AT.getTime() - hours * 3_600_000);

describe('workflow runs', () => {
  test('of a quiet week come with one request, and those at its edges by the half-open window', async () => {
    const { url, requests } = await gitHubWith([WEEK_AGO, ago(167), ago(1), AT, new Date(AT.getTime() + 1000)]);

    const runs = await collectedFrom(url);

    expect([runs.map(({ id }) => id), requests.length]).toEqual([[2, 3, 4], 1]);
    expect(runs[0]).toEqual({
      id: 2,
      workflowId: 5,
      path: '.github/workflows/checks.yml',
      event: 'push',
      completed: true,
      conclusion: 'success',
      headBranch: 'main',
      headSha: 'a',
      own: true,
      runNumber: 2,
      attempt: 1,
      createdAt: ago(167),
      startedAt: ago(167),
      updatedAt: ago(167),
    });
  });

  test.each([
    [{ status: null, conclusion: 'failure' }, true],
    [{ status: null, conclusion: null }, false],
    [{ status: 'in_progress', conclusion: null }, false],
  ])('of %j are completed: %j', async (fields, completed) => {
    const { url } = await gitHubWith([ago(1)], (rows) => rows.map((one) => ({ ...one, ...fields })));

    const [run] = await collectedFrom(url);

    expect(run?.completed).toBe(completed);
  });

  test('above a thousand in one stretch are all counted', async () => {
    const times = Array.from({ length: 2300 }, (_, index) => new Date(ago(30).getTime() + index * 1000));
    const { url } = await gitHubWith(times);

    const runs = await collectedFrom(url);

    expect(new Set(runs.map(({ id }) => id)).size).toBe(2300);
  });

  test('above a thousand in one second are a failure', async () => {
    const { url } = await gitHubWith(Array.from({ length: 1200 }, () => ago(30)));

    await expect(collectedFrom(url)).rejects.toThrow('more than 1000 workflow runs were created in one second');
  });

  test('whose second page repeats the first are a failure', async () => {
    const times = Array.from({ length: 150 }, (_, index) => new Date(ago(30).getTime() + index * 1000));
    const { url } = await gitHubWith(times, (rows) => rows.slice(0, 100));

    await expect(collectedFrom(url)).rejects.toThrow('the list of runs is cut off: 100 of 150 came');
  });
});
