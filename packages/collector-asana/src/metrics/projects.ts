import { Collector, metric, type RunContext, tally } from '@metta-dd/core';
import type { Project } from '../api/rows.js';
import type { AsanaConfig } from '../config.js';
import { STATUSES, type Status } from '../rules/project-status.js';

const needs = ['users:read', 'workspaces:read', 'projects:read'];

/** How the selected projects stand. */
export class Projects extends Collector<AsanaConfig> {
  readonly #active: () => Promise<readonly Project[]>;

  constructor(run: RunContext<AsanaConfig>, projects: () => Promise<readonly Project[]>) {
    super(run);
    this.#active = this.once('projects', async () => (await projects()).filter(({ isActive }) => isActive));
  }

  @metric('asana.projects.active', {
    unit: 'item',
    description: 'Selected projects that are neither archived nor completed.',
    needs,
    present: true,
  })
  async active() {
    return (await this.#active()).length;
  }

  @metric('asana.projects.on_track', {
    unit: 'item',
    description: 'Active projects whose latest status update says on track.',
    needs,
    present: true,
  })
  onTrack() {
    return this.#with('on_track');
  }

  @metric('asana.projects.at_risk', {
    unit: 'item',
    description: 'Active projects whose latest status update says at risk.',
    needs,
    present: true,
  })
  atRisk() {
    return this.#with('at_risk');
  }

  @metric('asana.projects.off_track', {
    unit: 'item',
    description: 'Active projects whose latest status update says off track.',
    needs,
    present: true,
  })
  offTrack() {
    return this.#with('off_track');
  }

  @metric('asana.projects.by_status', {
    unit: 'item',
    description:
      'Active projects by the status of the latest update; none without any, other for a status that is not known.',
    needs,
    present: true,
  })
  async byStatus() {
    return tally(await this.#active(), 'status', ({ status }) => status, [...STATUSES, 'none']);
  }

  async #with(wanted: Status): Promise<number> {
    return (await this.#active()).filter(({ status }) => status === wanted).length;
  }
}
