import type { Log } from '@metta-dd/core';
import { z } from 'zod';
import type { Check } from '../rules/main-branch.js';
import type { Run } from '../rules/runs.js';
import { branchTips } from './branch-tips.js';
import { filesOfCommit } from './changed-files.js';
import { type ClosedPulls, closedPulls } from './closed-pulls.js';
import { commitHistory, type History } from './commit-history.js';
import { commitsBetween, type DeploymentRequest, deployments, incidents, isAncestor } from './deployments.js';
import { headChecks } from './head-checks.js';
import { OutOfQuota } from './left-out.js';
import { openPulls } from './open-pulls.js';
import { branchRules, forcePushes, ruleBypasses, tagsNamed } from './protection.js';
import type { Commit, RepositoryName, Snapshot } from './rows.js';
import { hadFailedBefore, minutesByJobs, timedOut } from './run-attempts.js';
import type { PartialSnapshot } from './snapshots.js';
import { cacheKey, type Source } from './source.js';
import { workflowRuns } from './workflow-runs.js';

export interface RepositoryOptions extends Omit<Source, 'repository'> {
  readonly repository: RepositoryName;
  readonly log: Log;
  snapshot(): Promise<PartialSnapshot>;
  /** Told that the quota did not reach for something. */
  onOutOfQuota(): void;
}

/** What can be asked of one repository; every list comes whole or not at all. */
export class Repository {
  readonly #options: RepositoryOptions;

  constructor(options: RepositoryOptions) {
    this.#options = options;
  }

  /** Follows a renamed repository and a renamed default branch, and says so. */
  async snapshot(): Promise<PartialSnapshot> {
    const { repository, cache, log } = this.#options;
    const snapshot = await this.#snapshot();
    const { owner, name, defaultBranch } = snapshot.whole;
    const asked = `${repository.owner}/${repository.name}`;
    if (`${owner}/${name}`.toLowerCase() !== asked.toLowerCase())
      log.warn('a repository was renamed', { from: asked, to: `${owner}/${name}` });
    if (defaultBranch === undefined) return snapshot;
    const key = cacheKey('default branch', repository);
    const { data: before } = z.string().safeParse(await cache.get(key));
    if (before === defaultBranch) return snapshot;
    if (before !== undefined)
      log.warn('the default branch was renamed', { repository: asked, from: before, to: defaultBranch });
    await cache.set(key, defaultBranch);
    return snapshot;
  }

  commits(branch: string, since: Date): Promise<History> {
    return this.#ask((source) => commitHistory(source, branch, since));
  }

  filesOf(commit: Commit) {
    return this.#ask((source) => filesOfCommit(source, commit));
  }

  isAncestor(sha: string, branch: string): Promise<boolean> {
    return this.#ask((source) => isAncestor(source, sha, branch));
  }

  closedPulls(since: Date): Promise<ClosedPulls> {
    return this.#ask((source) => closedPulls(source, since));
  }

  openPulls() {
    return this.#ask(openPulls);
  }

  branchTips(snapshot: Snapshot & { readonly branches: number }) {
    return this.#ask((source) => branchTips(source, snapshot));
  }

  runs(snapshot: Snapshot, after: Date): Promise<readonly Run[]> {
    return this.#ask((source) => workflowRuns(source, snapshot, after));
  }

  hadFailedBefore(run: Run): Promise<boolean> {
    return this.#ask((source) => hadFailedBefore(source, run));
  }

  timedOut(run: Run): Promise<boolean> {
    return this.#ask((source) => timedOut(source, run));
  }

  minutesByJobs(run: Run): Promise<number | undefined> {
    return this.#ask((source) => minutesByJobs(source, run));
  }

  headChecks(): Promise<readonly (readonly Check[])[]> {
    return this.#ask(headChecks);
  }

  branchRules(branch: string) {
    return this.#ask((source) => branchRules(source, branch));
  }

  ruleBypasses(branch: string) {
    return this.#ask((source) => ruleBypasses(source, branch));
  }

  forcePushes(branch: string) {
    return this.#ask((source) => forcePushes(source, branch));
  }

  tagsNamed(text: string) {
    return this.#ask((source) => tagsNamed(source, text));
  }

  deployments(request: DeploymentRequest) {
    return this.#ask((source) => deployments(source, request));
  }

  commitsBetween(base: string, head: string) {
    return this.#ask((source) => commitsBetween(source, base, head));
  }

  incidents(labels: readonly string[], since: Date) {
    return this.#ask((source) => incidents(source, labels, since));
  }

  /** Asks by the present name, which Q1 gave: everything else would be redirected. */
  async #ask<T>(question: (source: Source) => Promise<T>): Promise<T> {
    const { owner, name } = (await this.#snapshot()).whole;
    return this.#noting(question({ ...this.#options, repository: { owner, name } }));
  }

  #snapshot(): Promise<PartialSnapshot> {
    return this.#noting(this.#options.snapshot());
  }

  async #noting<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof OutOfQuota) this.#options.onOutOfQuota();
      throw error;
    }
  }
}
