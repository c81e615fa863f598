import { ASANA_GIDS, generateWorkspace } from '@metta-dd/sandbox';
import { describe, expect, test } from 'vitest';
import { AT, collected, collectedFrom, serving, valuesOf } from './collected.js';
import { projectOf, taskOf, worldOf } from './worlds.js';

const MONTH_MS = 30 * 86_400_000;

describe('the requests of a run', () => {
  test('are one, those for pages of projects, and those for pages of the tasks of each', async () => {
    const world = generateWorkspace({ at: AT, seed: 7, projects: 118, bugs: 480 });
    const projects = world.projects.filter(({ archived }) => !archived);
    const sizes = projects.map(({ gid }) => world.tasks.filter((task) => isSince(task, gid)).length);
    const pages = (rows: number) => Math.max(1, Math.ceil(rows / 100));
    const expected = 1 + pages(projects.length) + sizes.reduce((sum, size) => sum + pages(size), 0);

    const { requests } = await collectedFrom(world, { trackedProjects: [{ key: 'bugs', gid: ASANA_GIDS.bugs }] });

    expect(expected).toBeGreaterThan(118);
    expect(requests).toBe(expected);
  });

  test('are one more a page for a tracked project that is not selected', async () => {
    const world = worldOf([taskOf('1'), taskOf('2', { projects: ['2'] })], [projectOf('1'), projectOf('2')]);
    const config = { projects: ['1'], trackedProjects: [{ key: 'bugs', gid: '2' }] };

    const { requests } = await collectedFrom(world, config);

    expect(requests).toBe(4);
  });

  test('ask for the fields that are read and no others, a hundred rows at a time', async () => {
    const asked = await serving(worldOf([taskOf('1')]), {}, async ({ url, requests }) => {
      await collected({ url, workspaceGid: '500', config: { trackedProjects: [{ key: 'bugs', gid: '1' }] } });
      return requests.map(({ path, query }) => ({ path, ...query }));
    });

    expect(asked).toEqual([
      { path: '/api/1.0/users/me', opt_fields: ['name,workspaces.name'] },
      {
        path: '/api/1.0/projects',
        workspace: ['500'],
        archived: ['false'],
        limit: ['100'],
        opt_fields: ['name,archived,completed,team,current_status_update.status_type,current_status.color'],
      },
      {
        path: '/api/1.0/tasks',
        project: ['1'],
        completed_since: [new Date(AT.getTime() - MONTH_MS).toISOString()],
        limit: ['100'],
        opt_fields: [
          'completed,completed_at,created_at,modified_at,due_on,due_at,assignee,resource_subtype,is_rendered_as_separator,memberships.project,memberships.section.name',
        ],
      },
    ]);
  });

  test('go on after empty pages, and begin a list again whose offset has expired', async () => {
    const many = Array.from({ length: 250 }, (_, index) => taskOf(`${index + 1}`));

    const plain = await collectedFrom(worldOf(many));
    const emptyPages = await collectedFrom(worldOf(many), {}, { emptyPages: true });
    const expired = await collectedFrom(worldOf(many), {}, { expiredOffsets: 1 });

    expect([plain, emptyPages, expired].map((report) => valuesOf(report)['asana.tasks.open'])).toEqual([250, 250, 250]);
    expect([plain.requests, emptyPages.requests, expired.requests]).toEqual([5, 7, 7]);
  });

  test.each([
    ['a server error', { status: 500 }],
    ['a reset', { reset: true }],
    ['too many at once', { status: 429 }],
    ['too many a minute', { status: 429, headers: { 'retry-after': '30' } }],
  ] as const)('are repeated after %s, until it is over', async (_, fault) => {
    const report = await serving(worldOf([taskOf('1')]), {}, (standIn) => {
      standIn.faults.add({ match: { path: '/api/1.0/tasks' }, times: 2, ...fault });
      return collected({ url: standIn.url, workspaceGid: '500' });
    });

    expect([report.state, report.requests, valuesOf(report)['asana.tasks.open']]).toEqual(['ok', 5, 1]);
  });

  test.each([
    ['three times after a server error', { status: 503 }, 5],
    ['once where they are refused', { status: 403 }, 3],
    ['no longer than they may take', { status: 429, headers: { 'retry-after': '40' } }, 5],
    ['not at all where Asana asks for more time than there is', { status: 429, headers: { 'retry-after': '91' } }, 3],
    ['six times at most', { status: 429, headers: { 'retry-after': '0' } }, 8],
  ] as const)('are made %s', async (_, fault, expected) => {
    const { requests } = await serving(worldOf([taskOf('1')]), {}, (standIn) => {
      standIn.faults.add({ match: { path: '/api/1.0/tasks' }, ...fault });
      return collected({ url: standIn.url, workspaceGid: '500' });
    });

    expect(requests).toBe(expected);
  });

  test('give the same values to the last digit in whatever order they are answered', async () => {
    const world = generateWorkspace({ at: AT, seed: 1, projects: 6, bugs: 130 });
    const projects = world.projects.filter(({ archived }) => !archived);
    const valuesWithLast = (gid: string | undefined) =>
      serving(world, {}, async ({ url, faults }) => {
        if (gid !== undefined) faults.add({ match: { query: { project: gid } }, delayMs: 50, times: 1 });
        return valuesOf(await collected({ url, workspaceGid: world.workspace.gid }));
      });

    const [undelayed, ...delayed] = await Promise.all(
      [undefined, ...projects.map(({ gid }) => gid)].map(valuesWithLast),
    );

    for (const values of delayed) expect(values).toEqual(undelayed);
  });

  test('end with the first project that fails', async () => {
    const projects = Array.from({ length: 50 }, (_, index) => projectOf(`${index + 1}`));

    const { requests } = await collectedFrom(worldOf([], projects), { concurrency: 1 }, { forbidden: ['3'] });

    expect(requests).toBe(5);
  });
});

function isSince(task: ReturnType<typeof taskOf>, projectGid: string): boolean {
  const { memberships, completedAt } = task;
  const isIn = memberships.some((membership) => membership.projectGid === projectGid);
  return isIn && (completedAt === undefined || completedAt.getTime() >= AT.getTime() - MONTH_MS);
}
