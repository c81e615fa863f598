import { Datasets, type NoData, noData, type RunContext, SourceError } from '@metta-dd/core';
import type { Carried } from './api/legacy-queue.js';
import type { Tasks } from './api/queue.js';
import type { Task } from './api/task.js';
import type { SkyPilotApi, WorkspaceTags } from './api.js';
import type { SkyPilotConfig } from './config.js';
import { isActive, isRunning } from './rules/status.js';

const HISTORY_UNKNOWN = 'the jobs controller is stopped: nothing is in progress, and its history is not known';

/** What the collectors of one target share: the part of the server's answers that is the target's. */
export class Jobs extends Datasets<SkyPilotConfig> {
  readonly #api: SkyPilotApi;
  readonly #workspace: string | undefined;

  constructor(run: RunContext<SkyPilotConfig>, api: SkyPilotApi, { workspace }: WorkspaceTags) {
    super(run);
    this.#api = api;
    this.#workspace = workspace;
  }

  // A workspace that is misspelt or not to be seen would look like an empty one.
  readonly #visible = this.once('the workspace', async () => {
    if (this.#workspace === undefined) return;
    const names = await this.#api.workspaces();
    if (!names.includes(this.#workspace))
      throw new SourceError(`workspace ${this.#workspace} is not among those that the caller may see`, {
        hint: 'correct its name in `workspaces`, or add the service account to its allowed users',
      });
  });

  async #own<T extends { readonly workspace?: string }>(all: readonly T[], what: string): Promise<readonly T[]> {
    await this.#visible();
    if (this.#workspace === undefined) return all;
    if (all.some(({ workspace }) => workspace === undefined))
      throw new SourceError(`the server does not tell the workspace of all ${what}`, {
        hint: 'leave `workspaces` out, or upgrade the server',
      });
    return all.filter(({ workspace }) => workspace === this.#workspace);
  }

  /** All tasks of unfinished jobs, with the server's time; none where the controller is stopped. */
  readonly unfinished = this.once('unfinished tasks', async (): Promise<Tasks> => {
    await this.#visible();
    const queue = await this.#api.unfinished();
    if (queue.controller === 'down') return { tasks: [], at: this.run.startedAt };
    return { tasks: await this.#own(queue.tasks, 'jobs'), at: queue.at };
  });

  readonly active = this.once('active tasks', async () => (await this.unfinished()).tasks.filter(isActive));

  readonly running = this.once('running tasks', async () => (await this.active()).filter(isRunning));

  readonly #finished = this.once('finished tasks', async () => {
    await this.#visible();
    const queue = await this.#api.finished();
    return queue.controller === 'down' ? queue : { ...queue, tasks: await this.#own(queue.tasks, 'jobs') };
  });

  /** Tasks that ended within the days before the run. */
  async ended(days: number): Promise<{ readonly tasks: readonly Task[] } | NoData> {
    const queue = await this.#finished();
    if (queue.controller === 'down') return noData(HISTORY_UNKNOWN);
    return { tasks: queue.tasks.filter(({ endAt }) => endAt !== undefined && this.inWindow(endAt, days)) };
  }

  /** Numbers of tasks by status over the life of the controller; they speak of all workspaces together. */
  async counts(): Promise<{ readonly counts: ReadonlyMap<string, number> } | NoData> {
    await this.#visible();
    if (this.#workspace !== undefined) return noData('the server counts the tasks of all workspaces together');
    const queue = await this.#api.counts();
    return queue.controller === 'down' ? noData(HISTORY_UNKNOWN) : queue;
  }

  readonly clusters = this.once('clusters', async () => this.#own(await this.#api.clusters(), 'clusters'));

  readonly costs = this.once('the cost report', async () => this.#own(await this.#api.costs(), 'clusters'));

  /** No data where an old server leaves something out of its list. */
  async left(what: keyof Carried): Promise<NoData | undefined> {
    return (await this.#api.carried())[what] ? undefined : noData(`this old server does not tell ${LEFT_OUT[what]}`);
  }
}

const LEFT_OUT: Readonly<Record<keyof Carried, string>> = {
  hardware: 'the resources of a job',
  region: 'the region of a job',
  owner: 'the user of a job',
  recoveries: 'how often a job recovered',
};
