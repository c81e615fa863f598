import { metric, type NoData, noData, quantile, type Reading, type RunContext, share } from '@metta-dd/core';
import type { GitHubConfig } from '../config.js';
import type { Deliveries } from '../datasets/deliveries.js';
import { leadHours } from '../rules/delivery.js';
import { RepositoryCollector } from './repository-collector.js';

const OFF = noData('no deployment source is configured; set dora.deployments');
const needs = ['contents:read', 'deployments:read', 'actions:read'];
const withFailures = [...needs, 'issues:read', 'pull_requests:read'];

/** The four DORA measures of one repository, from the configured source of deployments. */
export class Dora extends RepositoryCollector {
  readonly #deliveries: Deliveries;

  constructor(run: RunContext<GitHubConfig>, deliveries: Deliveries) {
    super(run);
    this.#deliveries = deliveries;
  }

  @metric('github.dora.deployment_frequency_7d', {
    unit: 'item',
    description: 'Production deployments that succeeded within seven days.',
    needs,
  })
  frequency() {
    return this.#ifConfigured(this.#deliveries.deployments, (deployments) => deployments.length);
  }

  @metric('github.dora.lead_time_hours', {
    unit: 'hour',
    description: 'Median hours from commit to production of the commits deployed within seven days.',
    needs,
  })
  leadTime() {
    return this.#ifConfigured(this.#deliveries.shipments, (shipments) => quantile(leadHours(shipments), 0.5));
  }

  @metric('github.dora.change_failure_rate_pct', {
    unit: 'percent',
    description: 'Share of the deployments within seven days that an incident, a hotfix or a revert followed.',
    needs: withFailures,
  })
  failureRate() {
    return this.#ifConfigured(
      () => Promise.all([this.#deliveries.deployments(), this.#deliveries.failed()]),
      ([deployments, failed]) => share(failed.size, deployments.length) ?? noData('nothing was deployed in the window'),
    );
  }

  @metric('github.dora.time_to_restore_hours', {
    unit: 'hour',
    description:
      'Median hours from the deployment that caused it to the end of the incidents that ended within seven days.',
    needs: withFailures,
  })
  async timeToRestore(): Promise<Reading> {
    const { dora } = this.run.config;
    if (dora !== undefined && dora.incidentLabels.length === 0)
      return noData('no incident label is configured; set dora.incidentLabels');
    return this.#ifConfigured(this.#deliveries.restoreHours, (hours) => quantile(hours, 0.5));
  }

  async #ifConfigured<T>(
    dataset: () => Promise<T>,
    arithmetic: (rows: T) => number | NoData,
  ): Promise<number | NoData> {
    return this.run.config.dora === undefined ? OFF : this.from(dataset, arithmetic);
  }
}
