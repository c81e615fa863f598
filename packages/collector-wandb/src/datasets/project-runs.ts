import { Datasets, type RunContext } from '@metta-dd/core';
import type { Project } from '../api/project.js';
import type { Settings, WandbConfig } from '../config.js';
import { durationMs } from '../rules/durations.js';
import { gpuHoursOf } from '../rules/gpus.js';
import { hoursOf, type Run } from '../rules/run.js';
import { outcomeOf } from '../rules/states.js';

/** A run that ended, and when. */
export type EndedRun = Run & { readonly heartbeatAt: Date };

/** What the collectors of one project share. */
export class ProjectRuns extends Datasets<WandbConfig> {
  readonly #project: Project;

  constructor(run: RunContext<WandbConfig>, project: Project) {
    super(run);
    this.#project = project;
  }

  get name(): string {
    return this.#project.name;
  }

  get settings(): Settings {
    return this.#project.settings;
  }

  /** Runs whose state says that they go on. */
  readonly alive = this.once('active runs', () => this.#project.aliveRuns());

  /** Runs that ended within the window. */
  readonly ended = this.once('ended runs', async (): Promise<readonly EndedRun[]> => {
    const runs = await this.#project.endedRuns(this.weekAgo);
    const ended = runs.filter(hasEnded).filter(({ heartbeatAt }) => this.inWindow(heartbeatAt));
    this.#tell('runs that ended without a heartbeat belong to no window', runs.length - runs.filter(hasEnded).length);
    this.#tell('runs in an unknown state count as neither finished, failed nor interrupted', count(ended, isUnknown));
    this.#tell('runs that ended before they began have no duration', count(ended, isTimeless));
    const { unknown } = gpuHoursOf(ended, this.settings.gpu.countFrom);
    this.#tell('runs of which the number of GPUs or the duration is unknown have no GPU hours', unknown);
    return ended;
  });

  /** True where the last heartbeat is not older than configured. */
  isFresh({ heartbeatAt }: Run): boolean {
    if (heartbeatAt === undefined) return false;
    return heartbeatAt.getTime() >= this.run.startedAt.getTime() - durationMs(this.settings.staleAfter);
  }

  #tell(message: string, runs: number): void {
    if (runs > 0) this.run.log.warn(message, { project: this.name, runs });
  }
}

function hasEnded(run: Run): run is EndedRun {
  return run.heartbeatAt !== undefined;
}

const isUnknown = ({ state }: Run) => outcomeOf(state) === undefined;
const isTimeless = (run: Run) => hoursOf(run) === undefined;
const count = (runs: readonly Run[], test: (run: Run) => boolean) => runs.filter(test).length;
