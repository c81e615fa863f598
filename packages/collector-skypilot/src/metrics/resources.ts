import { Collector, metric, type NoData, type RunContext } from '@metta-dd/core';
import type { SkyPilotConfig } from '../config.js';
import type { Jobs } from '../datasets.js';
import { type Fleet, fleetOf } from '../rules/fleet.js';
import { isAccelerator, type Pricing, pricingOf } from '../rules/hardware.js';

const needs = ['viewer'];

/** What the running tasks hold. */
export class Resources extends Collector<SkyPilotConfig> {
  readonly #jobs: Jobs;

  constructor(run: RunContext<SkyPilotConfig>, jobs: Jobs) {
    super(run);
    this.#jobs = jobs;
  }

  readonly #fleet = this.once('resources of running tasks', async (): Promise<{ readonly fleet: Fleet } | NoData> => {
    const running = await this.#jobs.running();
    return (await this.#jobs.left('hardware')) ?? { fleet: fleetOf(running) };
  });

  @metric('skypilot.resources.gpus.l4_count', {
    unit: 'item',
    description: 'L4 GPUs of running tasks over all nodes; an L40S is none.',
    present: true,
    needs,
  })
  l4() {
    return this.#count(this.run.config.gpuAliases.l4);
  }

  @metric('skypilot.resources.gpus.a10g_count', {
    unit: 'item',
    description: 'A10G GPUs of running tasks over all nodes.',
    present: true,
    needs,
  })
  a10g() {
    return this.#count(this.run.config.gpuAliases.a10g);
  }

  @metric('skypilot.resources.gpus.h100_count', {
    unit: 'item',
    description: 'H100 GPUs of running tasks over all nodes, under their configured names.',
    present: true,
    needs,
  })
  h100() {
    return this.#count(this.run.config.gpuAliases.h100);
  }

  @metric('skypilot.resources.gpus.total_count', {
    unit: 'item',
    description: 'GPUs of running tasks over all nodes, fractions included and TPUs not.',
    present: true,
    needs,
  })
  total() {
    return this.#count();
  }

  @metric('skypilot.resources.gpus.by_type', {
    unit: 'item',
    description: 'GPUs of running tasks by type and pricing (spot, ondemand, unknown).',
    present: true,
    needs,
  })
  async byType() {
    const known = await this.#fleet();
    if ('noData' in known) return known;
    const groups = Map.groupBy(known.fleet.gpus, ({ name, pricing }) => `${name.toLowerCase()} ${pricing}`);
    return [...groups.values()].flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const value = group.reduce((sum, { count }) => sum + count, 0);
      return [{ value, tags: { gpu_type: first.name, pricing: first.pricing } }];
    });
  }

  @metric('skypilot.resources.unknown_jobs', {
    unit: 'job',
    description: 'Running tasks whose resources could not be told, and which are in no count of GPUs.',
    present: true,
    needs,
  })
  async unknown() {
    const known = await this.#fleet();
    return 'noData' in known ? known : known.fleet.untold;
  }

  @metric('skypilot.resources.spot_jobs', {
    unit: 'job',
    description: 'Running tasks on spot; a request that allows both and no known cluster counts as neither.',
    present: true,
    needs,
  })
  spot() {
    return this.#priced('spot');
  }

  @metric('skypilot.resources.ondemand_jobs', {
    unit: 'job',
    description: 'Running tasks on demand; a request that allows both and no known cluster counts as neither.',
    present: true,
    needs,
  })
  onDemand() {
    return this.#priced('ondemand');
  }

  async #count(names?: readonly string[]) {
    const known = await this.#fleet();
    if ('noData' in known) return known;
    const wanted = known.fleet.gpus.filter(({ name }) => names === undefined || isAccelerator(name, names));
    return wanted.reduce((sum, { count }) => sum + count, 0);
  }

  async #priced(pricing: Pricing) {
    const running = await this.#jobs.running();
    return (await this.#jobs.left('hardware')) ?? running.filter((task) => pricingOf(task) === pricing).length;
  }
}
