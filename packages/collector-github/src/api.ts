import type { RunContext } from '@metta-dd/core';
import pLimit from 'p-limit';
import { Budget } from './api/budget.js';
import { discover } from './api/discovery.js';
import { explained } from './api/failure.js';
import { GraphQl } from './api/graphql.js';
import { type Client, createClient, type GitHubSecrets, mint } from './api/octokit.js';
import { Progress } from './api/progress.js';
import { Repository } from './api/repository.js';
import { Rest } from './api/rest.js';
import type { RepositoryName } from './api/rows.js';
import { Snapshots } from './api/snapshots.js';
import type { GitHubConfig } from './config.js';

// More buys nothing, since GitHub limits the CPU time of a minute:
// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
const GRAPHQL_SIDE_BY_SIDE = 4;
const REST_SIDE_BY_SIDE = 8;
const PAUSE_MS = 250;

export type GitHubRun = RunContext<GitHubConfig, GitHubSecrets>;

/** The tags of one repository's series. */
export type RepositoryTags = { readonly org: string; readonly repo: string };

/** Waiting times that only tests set otherwise. */
export interface Pace {
  readonly secondMs?: number;
  readonly pauseMs?: number;
}

/** All that a run asks of GitHub, under one shared budget. */
export class GitHubApi {
  readonly #run: GitHubRun;
  readonly #graph: GraphQl;
  readonly #rest: Rest;
  readonly #progress: Progress;
  #snapshots: Snapshots | undefined;

  private constructor(run: GitHubRun, graph: GraphQl, rest: Rest) {
    this.#run = run;
    this.#graph = graph;
    this.#rest = rest;
    this.#progress = new Progress(run.cache);
  }

  /** Throws a ConfigError without credentials, an AuthenticationError where an App's are refused. */
  static async open(run: GitHubRun, { secondMs = 1000, pauseMs = PAUSE_MS }: Pace = {}): Promise<GitHubApi> {
    const { cache, startedAt, signal, config } = run;
    const budget = new Budget(config.budget, (quota) => run.quota(quota));
    const lanes = {
      graph: pLimit(GRAPHQL_SIDE_BY_SIDE),
      rest: pLimit(REST_SIDE_BY_SIDE),
    };
    const onSecondaryLimit = () => {
      lanes.graph.concurrency = 1;
      lanes.rest.concurrency = 1;
    };
    const client = await createClient({ run, budget, onSecondaryLimit, secondMs });
    await minted(client, run);
    const graph = new GraphQl({ ...client, budget, lane: lanes.graph, signal, pauseMs });
    const rest = new Rest({ ...client, budget, lane: lanes.rest, cache, startedAt });
    return new GitHubApi(run, graph, rest);
  }

  async repositories(): Promise<RepositoryTags[]> {
    const { config, startedAt } = this.#run;
    const found = await this.#progress.resumed(await discover(this.#graph, this.#rest, config, startedAt));
    this.#snapshots = new Snapshots(this.#graph, config.issueLabels, found);
    return found.map(({ owner, name }) => ({ org: owner, repo: name }));
  }

  repository({ org, repo }: RepositoryTags): Repository {
    const { cache, startedAt, log, config } = this.#run;
    const repository: RepositoryName = { owner: org, name: repo };
    this.#snapshots ??= new Snapshots(this.#graph, config.issueLabels, [repository]);
    const snapshots = this.#snapshots;
    return new Repository({
      repository,
      graph: this.#graph,
      rest: this.#rest,
      cache,
      startedAt,
      log,
      snapshot: () => snapshots.of(repository),
      onOutOfQuota: () => this.#progress.leftOut(repository),
    });
  }

  /** Keeps where the next run begins. */
  async close(): Promise<void> {
    await this.#progress.save();
  }
}

async function minted(client: Client, { log }: GitHubRun): Promise<void> {
  try {
    await mint(client, (token) => log.protect(token));
  } catch (error) {
    throw explained(error, client.credentials);
  }
}
