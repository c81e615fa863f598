import { ConfigError, Datasets, type RunContext } from '@metta-dd/core';
import type { Deployment, Incident } from '../api/rows.js';
import type { GitHubConfig } from '../config.js';
import { revertedBy } from '../rules/changes.js';
import { commitsBetween, type Failure, failedDeployments, type Shipment } from '../rules/delivery.js';
import type { CiRuns } from './ci-runs.js';
import type { Work } from './work.js';

const HOUR_MS = 3_600_000;

export type DoraConfig = NonNullable<GitHubConfig['dora']>;

/** The production deployments of one repository, what they brought, and what went wrong with them. */
export class Deliveries extends Datasets<GitHubConfig> {
  readonly #work: Work;
  readonly #ci: CiRuns;

  constructor(run: RunContext<GitHubConfig>, work: Work, ci: CiRuns) {
    super(run);
    this.#work = work;
    this.#ci = ci;
  }

  readonly #incidents = this.once('incidents', async (): Promise<readonly Incident[]> => {
    const { incidentLabels } = this.#config;
    await this.#work.snapshot();
    return incidentLabels.length === 0 ? [] : this.#work.repository.incidents(incidentLabels, this.weekAgo);
  });

  /** All known deployments, oldest first, back to one before the window and before every incident. */
  readonly #all = this.once('deployments', async (): Promise<readonly Deployment[]> => {
    const oldest = (await this.#incidents()).map(({ createdAt }) => createdAt.getTime());
    const since = new Date(Math.min(this.weekAgo.getTime(), ...oldest));
    return this.#work.repository.deployments({
      from: this.#config.deployments,
      since,
      runs: () => this.#ci.runs(),
    });
  });

  /** Deployments that succeeded within the window. */
  readonly deployments = this.once('deployments', async () =>
    (await this.#all()).filter(({ finishedAt }) => this.inWindow(finishedAt)),
  );

  /** The deployments of the window with the commits that each brought; the first one ever has no known ones. */
  readonly shipments = this.once('deployed commits', async (): Promise<readonly Shipment[]> => {
    const all = await this.#all();
    const pairs = all.flatMap((deployment, index) =>
      this.inWindow(deployment.finishedAt) ? [{ deployment, before: all[index - 1] }] : [],
    );
    return Promise.all(
      pairs.map(async ({ deployment, before }) => ({
        ...deployment,
        commits: before === undefined ? [] : await this.#brought(before.sha, deployment.sha),
      })),
    );
  });

  /** By the commits of the window; only what reaches behind it is asked for. */
  async #brought(base: string, head: string) {
    if (base === head) return [];
    const known = commitsBetween(await this.#work.commits(), base, head);
    return known ?? this.#work.repository.commitsBetween(base, head);
  }

  /** Ids of the deployments of the window to which a failure is attributed. */
  readonly failed = this.once('failed deployments', async (): Promise<ReadonlySet<string>> => {
    const [shipments, incidents, reverts, hotfixes] = await Promise.all([
      this.shipments(),
      this.#incidents(),
      this.#work.reverts(),
      this.#work.hotfixes(),
    ]);
    const failures: Failure[] = [
      ...incidents
        .filter(({ createdAt }) => this.inWindow(createdAt))
        .map(({ createdAt }): Failure => ({ kind: 'incident', at: createdAt })),
      ...hotfixes.map(({ commit }): Failure => ({ kind: 'hotfix', at: commit.committedAt })),
      ...reverts.map(
        ({ commit, pull }): Failure => ({
          kind: 'revert',
          undone: revertedBy({ message: commit.message, ...(pull && { pull }) }),
        }),
      ),
    ];
    const landed = await this.#work.landed();
    const pullOf = new Map(landed.map(({ commit, pull }) => [commit.sha, pull?.number ?? commit.pullNumber]));
    const subjectOf = new Map(landed.map(({ commit }) => [commit.sha, commit.message.split('\n', 1)[0]]));
    return failedDeployments(shipments, failures, { pullOf, subjectOf });
  });

  /** Hours from the deployment that caused it to the end of each incident that ended within the window. */
  readonly restoreHours = this.once('incidents', async (): Promise<readonly number[]> => {
    const [all, incidents] = await Promise.all([this.#all(), this.#incidents()]);
    return incidents.flatMap(({ createdAt, closedAt }) => {
      if (closedAt === undefined || !this.inWindow(closedAt)) return [];
      const cause = all.findLast(({ finishedAt }) => finishedAt <= createdAt);
      return cause === undefined ? [] : [(closedAt.getTime() - cause.finishedAt.getTime()) / HOUR_MS];
    });
  });

  get #config(): DoraConfig {
    const { dora } = this.run.config;
    if (dora === undefined) throw new ConfigError('no deployment source is configured');
    return dora;
  }
}
