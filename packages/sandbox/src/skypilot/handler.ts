import type { Answer, Context, Handler, Request } from '@metta-dd/local-datadog';
import { type CheckedBody, checkedBody } from './body.js';
import { clusterRecords, costRecords } from './cluster-records.js';
import { refusalOf, versionRefusal } from './gate.js';
import { DEFAULT_API, type SkyPilotOptions } from './options.js';
import { legacyAnswer, queueAnswer } from './queue.js';
import { Refusal } from './refusal.js';
import { RequestStore } from './request-store.js';
import type { SkyPilotWorld } from './world.js';

/** A SkyPilot API server over a world, as of the stand-in's clock. */
export function skyPilotHandler(world: SkyPilotWorld, options: SkyPilotOptions = {}): Handler {
  const server = new SkyPilotServer(world, options);
  return (request, context) => server.answer(request, context);
}

interface Route {
  readonly name: string;
  /** The API version that brought it, and the one that took it away. */
  readonly since?: number;
  readonly until?: number;
  work(body: CheckedBody, now: Date): unknown;
}

const ID_HEADER = 'x-skypilot-request-id';
const VIEWER_SINCE = 52;
const QUEUE_V2_SINCE = 18;
const JOB_EVENTS_SINCE = 32;

class SkyPilotServer {
  readonly #world: SkyPilotWorld;
  readonly #options: SkyPilotOptions;
  readonly #api: number;
  readonly #store = new RequestStore();
  readonly #routes: Readonly<Record<string, Route>>;

  constructor(world: SkyPilotWorld, options: SkyPilotOptions) {
    this.#world = world;
    this.#options = options;
    this.#api = options.api ?? DEFAULT_API;
    this.#routes = this.#routesOf();
  }

  answer(request: Request, { now }: Context): Answer | undefined {
    const answer = refusalOf(request, this.#options.authentication) ?? this.#letIn(request, now);
    if (answer === undefined) return undefined;
    // Every answer bears some id, also those that lead to no request.
    return { ...answer, headers: { [ID_HEADER]: this.#store.mint(), server: 'uvicorn', ...answer.headers } };
  }

  #letIn(request: Request, now: Date): Answer | undefined {
    const mismatch = versionRefusal(request, this.#api);
    if (mismatch !== undefined) return mismatch;
    const { pathname, searchParams } = request.url;
    const asked = `${request.method} ${pathname}`;
    if (asked === 'GET /api/health') return { status: 200, body: this.#health() };
    if (asked === 'GET /api/get') return this.#result(searchParams.get('request_id') ?? '');
    const route = Object.hasOwn(this.#routes, asked) ? this.#routes[asked] : undefined;
    if (route === undefined) return undefined;
    if (this.#api < (route.since ?? 0) || this.#api >= (route.until ?? Number.POSITIVE_INFINITY))
      return { status: 404, body: { detail: 'Not Found' } };
    return this.#accept(route, request, now);
  }

  #accept(route: Route, request: Request, now: Date): Answer {
    const checked = checkedBody(request.body.length === 0 ? {} : request.json());
    if ('problems' in checked) return { status: 422, body: { detail: checked.problems } };
    const { body } = checked;
    if (isEmptyRecord(body.env_vars) && this.#options.authentication === undefined)
      return { status: 500, body: "Traceback (most recent call last):\nKeyError: 'SKYPILOT_USER_ID'" };
    if (this.#options.viewer === true && this.#api >= VIEWER_SINCE && route.name === 'sky.jobs.cancel')
      return { status: 403, body: { detail: 'Forbidden' } };
    const id = this.#store.run(route.name, now, () => route.work(body, now));
    return { status: 200, headers: { [ID_HEADER]: id, 'content-type': 'application/json' }, body: 'null' };
  }

  #health(): object {
    const { authentication } = this.#options;
    return {
      status: 'healthy',
      api_version: String(this.#api),
      version: 'stand-in',
      version_on_disk: 'stand-in',
      commit: '0'.repeat(40),
      basic_auth_enabled: authentication?.kind === 'basic',
      user: null,
      service_account_token_enabled: true,
      ingress_basic_auth_enabled: false,
      latest_version: null,
      external_proxy_auth_enabled: true,
      telemetry_enabled: false,
    };
  }

  #result(prefix: string): Answer {
    const found = this.#store.find(prefix);
    const [first] = found;
    if (first === undefined) return { status: 404, body: { detail: `Request '${prefix}' not found` } };
    if (found.length > 1) return { status: 400, body: { detail: `Multiple requests found for prefix ${prefix}` } };
    return first.failed ? { status: 500, body: { detail: first.payload } } : { status: 200, body: first.payload };
  }

  #routesOf(): Readonly<Record<string, Route>> {
    const world = this.#world;
    const asked = (now: Date) => ({ world, now, api: this.#api });
    return {
      'POST /status': { name: 'sky.status', work: (body) => clusterRecords(world, body) },
      'POST /jobs/queue/v2': {
        name: 'sky.jobs.queue_v2',
        since: QUEUE_V2_SINCE,
        work: (body, now) => this.#withController(() => queueAnswer(body, asked(now))),
      },
      'POST /jobs/queue': {
        name: 'sky.jobs.queue',
        work: (body, now) => this.#withController(() => legacyAnswer(body, asked(now))),
      },
      'POST /jobs/events': {
        name: 'sky.jobs.events',
        since: JOB_EVENTS_SINCE,
        work: ({ job_id: id }) => eventsOf(world, id),
      },
      'POST /cost_report': { name: 'sky.cost_report', work: (_, now) => costRecords(world, now) },
      'GET /workspaces': {
        name: 'sky.workspaces.get',
        work: () => Object.fromEntries(world.workspaces.map((name) => [name, {}])),
      },
      'POST /api/cancel': { name: 'sky.api_cancel', work: ({ request_ids: ids }) => ids ?? [] },
      'POST /jobs/cancel': { name: 'sky.jobs.cancel', work: () => null },
    };
  }

  #withController(work: () => unknown): unknown {
    const { controller = 'up' } = this.#options;
    if (controller === 'stopped') throw new Refusal('ClusterNotUpError', 'No in-progress managed jobs.');
    if (controller === 'unreachable')
      throw new Refusal('ClusterNotUpError', 'Failed to connect to jobs controller, please try again later.');
    return work();
  }
}

/** Newest first; times as SQLite has them, without a zone. */
function eventsOf({ jobs }: SkyPilotWorld, id: unknown): object[] {
  const job = jobs.find((one) => one.id === id);
  if (job?.queuedAt === undefined) return [];
  const timestamp = job.queuedAt.toISOString().replace('Z', '');
  return [
    {
      spot_job_id: job.id,
      task_id: 0,
      new_status: 'PENDING',
      code: 'PENDING',
      reason: 'Job submitted to queue',
      timestamp,
    },
  ];
}

function isEmptyRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
