import { Collector, type RunContext } from '@metta-dd/core';
import type { WandbConfig } from '../config.js';
import type { ProjectRuns } from '../datasets/project-runs.js';

/** What reading a project takes. */
export const needs = ['project:read'];

/** Base of the collectors of one project. */
export abstract class ProjectCollector extends Collector<WandbConfig> {
  protected readonly runs: ProjectRuns;

  constructor(run: RunContext<WandbConfig>, runs: ProjectRuns) {
    super(run);
    this.runs = runs;
  }
}
