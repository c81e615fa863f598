import { metric } from '@metta-dd/core';
import { type Outcome, outcomeOf } from '../rules/states.js';
import { needs, ProjectCollector } from './project-collector.js';

/** How many runs go on, and how they ended. */
export class Runs extends ProjectCollector {
  @metric('wandb.runs.active', {
    unit: 'run',
    description: 'Running or preempting runs with a fresh heartbeat.',
    needs,
    present: true,
  })
  async active() {
    return (await this.runs.alive()).filter((run) => this.runs.isFresh(run)).length;
  }

  @metric('wandb.runs.stale', {
    unit: 'run',
    description: 'Runs in the state running without a fresh heartbeat.',
    needs,
    present: true,
  })
  async stale() {
    return (await this.runs.alive()).filter((run) => run.state === 'running' && !this.runs.isFresh(run)).length;
  }

  @metric('wandb.runs.completed_7d', {
    unit: 'run',
    description: 'Finished runs that ended within seven days, however long ago they were created.',
    needs,
  })
  completed() {
    return this.#ended('success');
  }

  @metric('wandb.runs.failed_7d', {
    unit: 'run',
    description: 'Failed and crashed runs that ended within seven days.',
    needs,
  })
  failed() {
    return this.#ended('failure');
  }

  @metric('wandb.runs.interrupted_7d', {
    unit: 'run',
    description: 'Killed and preempted runs that ended within seven days.',
    needs,
  })
  interrupted() {
    return this.#ended('interrupted');
  }

  async #ended(outcome: Outcome): Promise<number> {
    return (await this.runs.ended()).filter(({ state }) => outcomeOf(state) === outcome).length;
  }
}
