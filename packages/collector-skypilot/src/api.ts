import { Datasets } from '@metta-dd/core';
import { listClusters, reportCosts } from './api/clusters.js';
import { accessOf, type SkyPilotRun } from './api/credentials.js';
import { hasNoEvents, queuedSince } from './api/job-events.js';
import { type Carried, listAllTasks } from './api/legacy-queue.js';
import { JobQueue, type Queue, type Tasks } from './api/queue.js';
import { Server, type Waiting } from './api/server.js';
import type { Features } from './api/version.js';
import { listWorkspaces } from './api/workspaces.js';
import type { SkyPilotConfig } from './config.js';
import { isActive } from './rules/status.js';

const DAY_MS = 86_400_000;
const WARN_BEFORE_DAYS = 7;
// Longer than the events of a run can be late; the report of a month is slow.
const COST_DAYS = 7;

/** The tags of one target's series. */
export type WorkspaceTags = { readonly workspace?: string };

/** All that a run asks of a SkyPilot API server, each question once for all targets. */
export class SkyPilotApi extends Datasets<SkyPilotConfig> {
  readonly #server: Server;
  readonly #features: Features;
  readonly #queue: JobQueue;
  readonly #cache: SkyPilotRun['cache'];

  private constructor(run: SkyPilotRun, server: Server, features: Features) {
    super(run);
    this.#server = server;
    this.#features = features;
    this.#queue = new JobQueue(server, features);
    this.#cache = run.cache;
  }

  /** Throws where the server wants a login, is too old, or does not answer. */
  static async open(run: SkyPilotRun, waiting: Waiting = {}): Promise<SkyPilotApi> {
    const access = accessOf(run);
    const server = new Server(run, access, waiting);
    const features = await server.greet();
    const days = access.expiresAt && (access.expiresAt.getTime() - run.startedAt.getTime()) / DAY_MS;
    if (days !== undefined && days < WARN_BEFORE_DAYS)
      run.log.warn('the SkyPilot service account token expires soon', { days: Math.floor(days) });
    return new SkyPilotApi(run, server, features);
  }

  targets(): readonly Record<string, string>[] {
    return this.run.config.workspaces?.map((workspace) => ({ workspace })) ?? [{}];
  }

  readonly workspaces = this.once('workspaces', () => listWorkspaces(this.#server));

  readonly clusters = this.once('clusters', () => listClusters(this.#server, this.#features));

  /** Every cluster of the last days with what it cost. */
  readonly costs = this.once('the cost report', () => reportCosts(this.#server, COST_DAYS));

  readonly #all = this.once('managed jobs', () => listAllTasks(this.#server));

  readonly #unfinished = this.once('unfinished managed jobs', () => this.#queue.unfinished());

  readonly #finished = this.once('finished managed jobs', () => {
    const { maxJobAgeDays, perJob } = this.run.config;
    return this.#queue.finished(this.daysAgo(maxJobAgeDays), perJob.enabled);
  });

  readonly #counts = this.once('numbers of managed jobs', () => this.#queue.counts());

  /** All tasks of the jobs that have an unfinished one. */
  readonly unfinished = this.once('unfinished managed jobs', async (): Promise<Queue<Tasks>> => {
    if (this.#features.queueV2) return this.#unfinished();
    const all = await this.#all();
    if (all.controller === 'down') return all;
    const jobs = new Set(all.tasks.filter(isActive).map(({ jobId }) => jobId));
    return { ...all, tasks: all.tasks.filter(({ jobId }) => jobs.has(jobId)) };
  });

  /** Tasks that ended, of those submitted within the configured days. */
  readonly finished = this.once('finished managed jobs', async (): Promise<Queue<Tasks>> => {
    const since = this.daysAgo(this.run.config.maxJobAgeDays);
    const queue = await (this.#features.queueV2 ? this.#finished() : this.#all());
    if (queue.controller === 'down') return queue;
    // Each server leaves out another part of what is older, so that all of it is left out here.
    const young = ({ submittedAt }: Tasks['tasks'][number]) => submittedAt !== undefined && submittedAt >= since;
    return { ...queue, tasks: queue.tasks.filter((task) => !isActive(task) && young(task)) };
  });

  /** Numbers of tasks by status, over all that the controller remembers. */
  readonly counts = this.once('numbers of managed jobs', async () => {
    if (this.#features.queueV2) return this.#counts();
    const all = await this.#all();
    if (all.controller === 'down') return all;
    const groups = Map.groupBy(all.tasks, ({ status }) => status);
    const counts: ReadonlyMap<string, number> = new Map([...groups].map(([status, { length }]) => [status, length]));
    return { controller: all.controller, counts };
  });

  /** What the list of an old server tells of its jobs; a newer one tells everything. */
  readonly carried = this.once('what the list of jobs carries', async (): Promise<Carried> => {
    const all = this.#features.queueV2 ? undefined : await this.#all();
    if (all?.controller === 'up') return all.carried;
    return { hardware: true, region: true, owner: true, recoveries: true };
  });

  /** When a job was put into the queue, which never changes; `undefined` where the server cannot tell. */
  async queuedSince(jobId: number): Promise<Date | undefined> {
    const key = `queued ${jobId}`;
    const kept = await this.#cache.get(key);
    if (typeof kept === 'string') return new Date(kept);
    try {
      const at = await queuedSince(this.#server, jobId);
      if (at !== undefined) await this.#cache.set(key, at.toISOString());
      return at;
    } catch (error) {
      if (hasNoEvents(error)) return undefined;
      throw error;
    }
  }

  /** Whether it takes no request to tell since when a job is in the queue. */
  async knowsQueueTime(jobId: number): Promise<boolean> {
    return typeof (await this.#cache.get(`queued ${jobId}`)) === 'string';
  }
}
