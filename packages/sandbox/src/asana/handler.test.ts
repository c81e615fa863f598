import { type StandIn, startStandIn } from '@metta-dd/local-datadog';
import { afterEach, describe, expect, it } from 'vitest';
import { asanaHandler } from './handler.js';
import type { AsanaOptions, AsanaTask, AsanaWorld } from './world.js';

const AT = new Date('2026-11-20T12:00:00Z');
const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(AT.getTime() - days * DAY_MS);

const task = (gid: string, over: Partial<AsanaTask> = {}): AsanaTask => ({
  gid,
  name: `Task ${gid}`,
  createdAt: daysAgo(50),
  modifiedAt: daysAgo(50),
  creatorGid: '9',
  memberships: [{ projectGid: '3', sectionGid: '31' }, { projectGid: '4' }],
  ...over,
});

const common = { teamGid: '2', archived: false, completed: false, createdAt: daysAgo(90), sections: [] };
const world: AsanaWorld = {
  workspace: { gid: '1', name: 'Acme' },
  teams: [{ gid: '2', name: 'Engineering' }],
  users: [{ gid: '9', name: 'Ada' }],
  projects: [
    {
      ...common,
      gid: '3',
      name: 'Bugs',
      statusType: 'at_risk',
      sections: [{ gid: '31', name: 'Triage' }],
      customFields: [
        { gid: '7', name: 'Kind', options: [{ gid: '71', name: 'UI' }] },
        { gid: '8', name: 'Notes' },
      ],
    },
    { ...common, gid: '4', name: 'Launch', statusColor: 'green' },
    { ...common, gid: '5', name: 'Old', archived: true },
  ],
  tasks: [
    task('101', { assigneeGid: '9', choices: { 7: '71' }, dueOn: '2026-11-21' }),
    task('102', { completedAt: daysAgo(20) }),
    task('103', { completedAt: daysAgo(40) }),
  ],
};

let standIn: StandIn | undefined;

afterEach(async () => {
  await standIn?.close();
  standIn = undefined;
});

async function asked(path: string, options: AsanaOptions = {}, token = 'right') {
  standIn ??= await startStandIn({ handler: asanaHandler(world, { token: 'right', ...options }), now: AT });
  const answer = await fetch(`${standIn.url}/api/1.0${path}`, { headers: { authorization: `Bearer ${token}` } });
  const body: { data?: unknown; next_page?: { offset: string } | null; errors?: { message: string }[] } = JSON.parse(
    await answer.text(),
  );
  return {
    status: answer.status,
    ...body,
    error: body.errors?.[0]?.message,
    retryAfter: answer.headers.get('retry-after'),
  };
}

const gidsOf = (data: unknown) => (Array.isArray(data) ? data.map(({ gid }) => gid) : data);

describe('what is asked of Asana', () => {
  it('is answered in compact form without fields', async () => {
    const { data } = await asked('/tasks?project=4&completed_since=now&limit=100');

    expect(data).toEqual([
      {
        gid: '101',
        resource_type: 'task',
        name: 'Task 101',
        resource_subtype: 'default_task',
        created_by: { gid: '9', resource_type: 'user' },
      },
    ]);
  });

  it('is answered with the named fields alone, unknown ones passed over, repeated ones taken together', async () => {
    const { data } = await asked(
      '/projects/3/tasks?completed_since=now&opt_fields=due_on,assignee.name,memberships.project,nonsense.deep&opt_fields=memberships.section.name,assignee',
    );

    expect(data).toEqual([
      {
        gid: '101',
        due_on: '2026-11-21',
        assignee: { gid: '9', name: 'Ada' },
        memberships: [
          { project: { gid: '3', resource_type: 'project' }, section: { gid: '31', name: 'Triage' } },
          { project: { gid: '4', resource_type: 'project' }, section: null },
        ],
      },
    ]);
  });

  it('shows the custom fields of all projects of a task, chosen or not', async () => {
    const { data } = await asked('/tasks/101?opt_fields=custom_fields.name,custom_fields.enum_value.name');

    expect(data).toEqual({
      gid: '101',
      custom_fields: [
        { gid: '7', name: 'Kind', enum_value: { gid: '71', name: 'UI' } },
        { gid: '8', name: 'Notes' },
      ],
    });
  });

  it('tells tasks apart by when they were completed', async () => {
    const all = await asked('/tasks?project=3');
    const since = await asked(`/tasks?project=3&completed_since=${daysAgo(30).toISOString()}`);
    const open = await asked('/tasks?project=3&completed_since=now');

    expect([all, since, open].map(({ data }) => gidsOf(data))).toEqual([
      ['101', '102', '103'],
      ['101', '102'],
      ['101'],
    ]);
  });

  it('tells projects apart by workspace, team and whether they are archived', async () => {
    const paths = ['/projects?workspace=1', '/projects?team=2&archived=false', '/workspaces/1/projects?archived=True'];

    const lists = [];
    for (const path of paths) lists.push(gidsOf((await asked(path)).data));

    expect(lists).toEqual([['3', '4', '5'], ['3', '4'], ['5']]);
  });

  it('shows the status of a project in one field or the other', async () => {
    const { data } = await asked(
      '/projects?workspace=1&archived=false&opt_fields=current_status_update.status_type,current_status.color',
    );

    expect(data).toEqual([
      { gid: '3', current_status_update: { gid: '31', status_type: 'at_risk' }, current_status: null },
      { gid: '4', current_status_update: null, current_status: { gid: '42', color: 'green' } },
    ]);
  });

  it('knows who asks', async () => {
    const { data } = await asked('/users/me?opt_fields=name,workspaces.name');

    expect(data).toEqual({ gid: '9', name: 'Ada', workspaces: [{ gid: '1', name: 'Acme' }] });
  });
});

describe('pages', () => {
  const all = async (options: AsanaOptions, limit: number) => {
    const pages: unknown[] = [];
    let offset = '';
    for (;;) {
      const { data, next_page } = await asked(`/tasks?project=3&limit=${limit}${offset}`, options);
      pages.push(gidsOf(data));
      if (!next_page) return pages;
      offset = `&offset=${next_page.offset}`;
    }
  };

  it('are as long as asked for', async () => {
    expect(await all({}, 2)).toEqual([['101', '102'], ['103']]);
  });

  it('may be empty with another one behind', async () => {
    expect(await all({ emptyPages: true }, 2)).toEqual([['101', '102'], [], ['103']]);
  });

  it('are refused by an offset of another listing, and by one that has expired', async () => {
    const options = { expiredOffsets: 1 };
    const { next_page } = await asked('/tasks?project=3&limit=2', options);
    const offset = `limit=2&offset=${next_page?.offset}`;

    const answers = [
      await asked(`/tasks?project=4&${offset}`),
      await asked(`/tasks?project=3&${offset}`),
      await asked(`/tasks?project=3&opt_fields=name&${offset}`),
    ];

    expect(answers.map(({ status, error }) => [status, error?.replace(/: \S+$/, '')])).toEqual([
      [400, 'offset: Your pagination token is invalid'],
      [400, 'offset: Your pagination token has expired.'],
      [200, undefined],
    ]);
  });
});

describe('refusals', () => {
  it.each([
    ['/users/me', {}, 'wrong', 401, 'Not Authorized'],
    ['/workspaces/1/tasks/search?text=x', {}, 'right', 402, 'Payment Required'],
    ['/tasks?project=3', { forbidden: ['3'] }, 'right', 403, 'project: You do not have access to this project: 3'],
    ['/tasks?project=3', { hidden: ['3'] }, 'right', 404, 'project: Unknown object: 3'],
    ['/tasks?project=bugs', {}, 'right', 400, 'project: Not a recognized ID: bugs'],
    ['/tasks?project=3&limit=200', {}, 'right', 400, 'limit: Must be a number between 1 and 100'],
    ['/tasks?workspace=1', {}, 'right', 400, 'assignee: Missing input'],
    ['/projects?workspace=1&archived=0', {}, 'right', 400, 'archived: Value is not a boolean'],
    ['/projects?workspace=2', {}, 'right', 404, 'workspace: Unknown object: 2'],
  ] as const)('of %s with %j and a token that is %s are %i %s', async (path, options, token, status, error) => {
    expect(await asked(path, options, token)).toMatchObject({ status, error });
  });

  it('come from a hidden project not being listed', async () => {
    expect(gidsOf((await asked('/projects?workspace=1', { hidden: ['3', '5'] })).data)).toEqual(['4']);
  });

  it('hold until a minute has had no more requests than it may, refused ones counted', async () => {
    const options = { requestsPerMinute: 2 };
    const at = async (seconds: number) => {
      standIn?.clock.set(new Date(AT.getTime() + seconds * 1000));
      const { status, retryAfter } = await asked('/users/me', options);
      return [status, retryAfter];
    };

    const answers = [await at(0), await at(10), await at(20), await at(61), await at(81)];

    expect(answers).toEqual([
      [200, null],
      [200, null],
      [429, '50'],
      [429, '19'],
      [200, null],
    ]);
  });
});
