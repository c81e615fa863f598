import { startStandIn } from '@metta-dd/local-datadog';
import { ASANA_GIDS, asanaHandler, generateWorkspace } from '@metta-dd/sandbox';
import { impatientAsana } from '../impatient.js';
import { jsonAnswer, type Paging, type Source } from '../source.js';
import { edited, put, rowsAt } from '../wire/json-page.js';

const AT = new Date('2026-11-20T12:00:00Z');
const TOKEN = 'token-of-nobody';
const PROJECTS = 6;
// More than a page of a hundred.
const BUGS = 130;
const EMPTY = '.empty';

/** Asana pages by an offset; the tasks of the larger tracked project are watched. */
export const asana: Source = {
  id: 'asana',
  manifest: impatientAsana,
  paging,
  tenfold: [1, 10],
  refusal: (status) => jsonAnswer(status, { errors: [{ message: 'scripted' }] }),
  async open(size) {
    const world = generateWorkspace({ at: AT, seed: 1, projects: PROJECTS * size, bugs: BUGS * size });
    const standIn = await startStandIn({ handler: asanaHandler(world, { token: TOKEN }), now: AT });
    return {
      standIn,
      startedAt: AT,
      secrets: { accessToken: TOKEN },
      population: {
        metric: 'asana.projects.active',
        value: world.projects.filter(({ archived, completed }) => !archived && !completed).length,
      },
      config: (url) => ({
        workspaceGid: ASANA_GIDS.workspace,
        baseUrl: `${url}/api/1.0`,
        trackedProjects: [
          { key: 'bugs', gid: ASANA_GIDS.bugs, labelField: ASANA_GIDS.workflow },
          {
            key: 'support',
            gid: ASANA_GIDS.support,
            sections: { triage: ['New'], active: ['Doing'], backlog: ['Later'] },
          },
        ],
      }),
    };
  },
};

function paging(): Paging {
  return {
    placeOf({ path }) {
      const { pathname, searchParams } = urlOf(path);
      if (!pathname.endsWith('/tasks') || searchParams.get('project') !== ASANA_GIDS.bugs) return undefined;
      return { listing: 'tasks', page: searchParams.has('offset') ? 2 : 1 };
    },
    required: ['gid', 'created_at', 'modified_at', 'completed', 'memberships'],
    nulled: (page, field) => edited(page, (body) => put(body, ['data', 0, field], null)),
    repeated: (page, before) =>
      edited(page, (body) => {
        rowsAt(body, 'data').unshift(rowsAt(JSON.parse(before.body.toString()), 'data').at(-1));
      }),
    links: {
      emptied: (page, { path }) =>
        edited(page, (body) => {
          put(body, ['data'], []);
          put(body, ['next_page'], nextPage(`${offsetIn(path)}${EMPTY}`));
        }),
      behindEmpty: (asked) =>
        asked.path.includes(EMPTY) ? { ...asked, path: asked.path.replace(EMPTY, '') } : undefined,
      looped: (page, { path }) => edited(page, (body) => put(body, ['next_page'], nextPage(offsetIn(path)))),
    },
  };
}

const urlOf = (path: string) => new URL(path, 'http://asana');
const offsetIn = (path: string) => urlOf(path).searchParams.get('offset') ?? '';
const nextPage = (offset: string) => ({
  offset,
  path: `/tasks?offset=${offset}`,
  uri: `http://asana/tasks?offset=${offset}`,
});
