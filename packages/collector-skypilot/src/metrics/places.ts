import { Collector, metric, noData, type RunContext } from '@metta-dd/core';
import type { Cluster } from '../api/clusters.js';
import type { SkyPilotConfig } from '../config.js';
import type { Jobs } from '../datasets.js';

const needs = ['viewer'];
const NAMED = ['us-east-1', 'us-west-2'];
const CONTROLLER = /^sky-(jobs|serve)-controller-/;

/** Where tasks run, for whom, and on which clusters of their own people work. */
export class Places extends Collector<SkyPilotConfig> {
  readonly #jobs: Jobs;

  constructor(run: RunContext<SkyPilotConfig>, jobs: Jobs) {
    super(run);
    this.#jobs = jobs;
  }

  readonly #up = this.once('clusters that are up', async () =>
    (await this.#jobs.clusters()).filter(({ name, status }) => status === 'UP' && !CONTROLLER.test(name)),
  );

  @metric('skypilot.regions.us_east_1', {
    unit: 'job',
    description: 'Running tasks in us-east-1.',
    present: true,
    needs,
  })
  usEast1() {
    return this.#inRegion((region) => region === 'us-east-1');
  }

  @metric('skypilot.regions.us_west_2', {
    unit: 'job',
    description: 'Running tasks in us-west-2.',
    present: true,
    needs,
  })
  usWest2() {
    return this.#inRegion((region) => region === 'us-west-2');
  }

  @metric('skypilot.regions.other', {
    unit: 'job',
    description: 'Running tasks in any other known region or Kubernetes context.',
    present: true,
    needs,
  })
  elsewhere() {
    return this.#inRegion((region) => !NAMED.includes(region));
  }

  @metric('skypilot.jobs.by_region', {
    unit: 'job',
    description: 'Running tasks by region and cloud; what the server does not know is unknown.',
    present: true,
    needs,
  })
  async byRegion() {
    const running = await this.#jobs.running();
    const left = await this.#jobs.left('region');
    if (left !== undefined) return left;
    const places = running.map(({ region = 'unknown', cloud = 'unknown' }) => ({ region, cloud: cloud.toLowerCase() }));
    const groups = Map.groupBy(places, ({ region, cloud }) => `${cloud} ${region.toLowerCase()}`);
    return [...groups.values()].flatMap((group) => group.slice(0, 1).map((tags) => ({ value: group.length, tags })));
  }

  @metric('skypilot.users.active_count', {
    unit: 'user',
    description: 'Users with an unfinished task or a cluster that is up.',
    present: true,
    needs,
  })
  async activeUsers() {
    const [active, up] = await Promise.all([this.#jobs.active(), this.#up()]);
    const left = await this.#jobs.left('owner');
    if (left !== undefined) return left;
    const users = [...active, ...up].map(({ userHash, userName }) => userHash ?? userName);
    const untold = users.filter((user) => user === undefined).length;
    if (untold > 0) return noData(`the server does not tell whose ${untold} of the tasks and clusters are`);
    return new Set(users).size;
  }

  @metric('skypilot.clusters.active', {
    unit: 'item',
    description: 'Clusters that are up, without those of managed jobs and the controllers.',
    present: true,
    needs,
  })
  async activeClusters() {
    return (await this.#up()).length;
  }

  @metric('skypilot.clusters.no_autostop', {
    unit: 'item',
    description: 'Clusters that are up and never stop by themselves, without controllers.',
    present: true,
    needs,
  })
  async withoutAutostop() {
    const up = await this.#up();
    const untold = up.filter(({ autostopMinutes }) => autostopMinutes === undefined).length;
    return untold === 0
      ? up.filter(neverStops).length
      : noData(`the server does not tell when ${untold} clusters stop`);
  }

  async #inRegion(wanted: (region: string) => boolean) {
    const running = await this.#jobs.running();
    const left = await this.#jobs.left('region');
    return left ?? running.filter(({ region }) => region !== undefined && wanted(region)).length;
  }
}

function neverStops({ autostopMinutes }: Cluster): boolean {
  return autostopMinutes !== undefined && autostopMinutes < 0;
}
