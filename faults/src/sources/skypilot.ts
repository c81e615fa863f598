import { startStandIn } from '@metta-dd/local-datadog';
import { generateSkyPilotWorld, skyPilotHandler } from '@metta-dd/sandbox';
import { impatientSkyPilot } from '../impatient.js';
import { jsonAnswer, type Paging, type Place, type Source } from '../source.js';
import type { Answered, Asked } from '../wire/exchange.js';
import { at, edited, put, rowsAt } from '../wire/json-page.js';

const AT = new Date('2026-11-20T12:00:00Z');
const TOKEN = 'sky_of_nobody';
// The last version that pages its finished jobs, here over a page of 500.
const PAGING_API = 53;
const FINISHED = 520;
const REQUEST = 'x-skypilot-request-id';

/** SkyPilot pages by number, each page a question whose answer is fetched; the finished jobs are watched. */
export const skypilot: Source = {
  id: 'skypilot',
  manifest: impatientSkyPilot,
  paging,
  tenfold: [1, 10],
  refusal: (status) => jsonAnswer(status, { detail: 'scripted' }),
  async open(size) {
    const world = generateSkyPilotWorld({ at: AT, seed: 1, finished: FINISHED * size, unfinished: 16 * size });
    const tasks = world.jobs.flatMap((job) => job.tasks);
    const authentication = { kind: 'token', token: TOKEN } as const;
    const standIn = await startStandIn({
      handler: skyPilotHandler(world, { api: PAGING_API, authentication }),
      now: AT,
    });
    return {
      standIn,
      startedAt: AT,
      secrets: { token: TOKEN },
      population: {
        metric: 'skypilot.jobs.succeeded',
        value: tasks.filter(({ status }) => status === 'SUCCEEDED').length,
      },
      config: (url) => ({
        endpoint: url,
        // All jobs of the world, so that the horizon ends no list early.
        maxJobAgeDays: 120,
        perJob: { enabled: true, maxTasks: 20 },
        cost: { enabled: true },
      }),
    };
  },
};

function paging(): Paging {
  const places = new Map<string, Place>();
  return {
    saw({ method, path, body }, { headers }) {
      if (method !== 'POST' || !path.endsWith('/jobs/queue/v2')) return;
      const asked: unknown = JSON.parse(body);
      const page = at(asked, 'page');
      if (typeof page === 'number') places.set(headers[REQUEST] ?? '', { listing: 'jobs', page: page === 1 ? 1 : 2 });
    },
    placeOf: ({ path }) => places.get(urlOf(path).searchParams.get('request_id') ?? ''),
    required: ['job_id', 'status'],
    nulled: (page, field) => withJobs(page, (jobs) => put(jobs, [0, field], null)),
    repeated: (page, before) => withJobs(page, (jobs) => jobs.unshift(jobsIn(before).at(-1))),
  };
}

/** The jobs are JSON within the JSON. */
function withJobs(page: Answered, edit: (jobs: unknown[]) => void): Answered {
  return edited(page, (body) => {
    const returned: unknown = JSON.parse(String(at(body, 'return_value')));
    edit(rowsAt(returned, 'jobs'));
    put(body, ['return_value'], JSON.stringify(returned));
  });
}

function jobsIn({ body }: Answered): unknown[] {
  return rowsAt(JSON.parse(String(at(JSON.parse(body.toString()), 'return_value'))), 'jobs');
}

const urlOf = (path: Asked['path']) => new URL(path, 'http://skypilot');
