import { type Event, metric, type NoData, noData, type Tags } from '@metta-dd/core';
import type { WandbConfig } from '../config.js';
import type { EndedRun } from '../datasets/project-runs.js';
import { firstNumber, hoursOf } from '../rules/run.js';
import { runTypeOf } from '../rules/run-types.js';
import { outcomeOf, stateTag } from '../rules/states.js';
import { needs, ProjectCollector } from './project-collector.js';

type CustomName = WandbConfig['summary']['custom'][number]['name'];

/** Each run that ended, once, at its end. */
export class RunEvents extends ProjectCollector {
  @metric('wandb.runs.finished', {
    type: 'count',
    event: true,
    unit: 'run',
    description: 'A run ended, by its state: finished, failed, crashed, killed, preempted or other.',
    needs,
  })
  async finished() {
    return (await this.#recent()).map(
      ({ id, state, heartbeatAt: at }): Event => ({ id, at, value: 1, tags: { state: stateTag(state) } }),
    );
  }

  @metric('wandb.run.duration_hours', {
    type: 'gauge',
    event: true,
    unit: 'hour',
    description: 'Duration of a run that ended, by run type and outcome.',
    needs,
  })
  durations() {
    return this.#events(hoursOf);
  }

  @metric('wandb.run.sps', {
    type: 'gauge',
    event: true,
    unit: 'step/second',
    description: 'Configured throughput of a run that ended, by run type and outcome.',
    needs,
  })
  throughputs() {
    return this.#events((run) => firstNumber(run, this.runs.settings.summary.throughput.keys));
  }

  @metric('wandb.run.hearts_gained', {
    type: 'gauge',
    event: true,
    unit: 'item',
    description: 'Configured hearts gained in a run that ended, by run type and outcome.',
    needs,
  })
  hearts() {
    return this.#custom('hearts_gained');
  }

  @metric('wandb.run.skypilot_latency_s', {
    type: 'gauge',
    event: true,
    unit: 'second',
    description: 'Configured seconds that a run that ended had waited for its machines, by run type and outcome.',
    needs,
  })
  latencies() {
    return this.#custom('skypilot_latency_s');
  }

  async #custom(name: CustomName): Promise<readonly Event[] | NoData> {
    const custom = this.runs.settings.summary.custom.find((one) => one.name === name);
    if (custom === undefined) return noData(`no key is configured: add ${name} to summary.custom`);
    const { keys, runTypes } = custom;
    return this.#events((run) =>
      runTypes.length === 0 || runTypes.includes(this.#typeOf(run)) ? firstNumber(run, keys) : undefined,
    );
  }

  async #events(measured: (run: EndedRun) => number | undefined): Promise<readonly Event[]> {
    return (await this.#recent()).flatMap((run): Event[] => {
      const value = measured(run);
      return value === undefined ? [] : [{ id: run.id, at: run.heartbeatAt, value, tags: this.#tagsOf(run) }];
    });
  }

  #tagsOf(run: EndedRun): Tags {
    const tags = { run_type: this.#typeOf(run), state: outcomeOf(run.state) ?? 'other' };
    return this.run.config.tagRunId ? { ...tags, run_id: run.id } : tags;
  }

  #typeOf(run: EndedRun): string {
    return runTypeOf(run, this.runs.settings.runTypes);
  }

  // What was sent is remembered for two days; an older event would look like a new one.
  async #recent(): Promise<readonly EndedRun[]> {
    return (await this.runs.ended()).filter(({ heartbeatAt }) => this.inWindow(heartbeatAt, 1));
  }
}
