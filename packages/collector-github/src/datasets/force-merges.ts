import { Datasets, type RunContext } from '@metta-dd/core';
import type { GitHubConfig } from '../config.js';
import type { Work } from './work.js';

/** Merges that bypassed the protection of the default branch, from every configured source. */
export class ForceMerges extends Datasets<GitHubConfig> {
  readonly #work: Work;

  constructor(run: RunContext<GitHubConfig>, work: Work) {
    super(run);
    this.#work = work;
  }

  get isConfigured(): boolean {
    const { ruleSuites, forcePushes, tagPrefix, label } = this.run.config.forceMergeSources;
    return ruleSuites || forcePushes || tagPrefix !== undefined || label !== undefined;
  }

  /** The commits by their sha: what two sources tell of is counted once, and one failing source fails all. */
  readonly shas = this.once('bypasses of protection', async (): Promise<ReadonlySet<string>> => {
    const { ruleSuites, forcePushes, tagPrefix, label } = this.run.config.forceMergeSources;
    const { defaultBranch } = (await this.#work.snapshot()).whole;
    if (defaultBranch === undefined) return new Set();
    const { repository } = this.#work;
    const sources = await Promise.all([
      ruleSuites ? this.#inWindowOf(repository.ruleBypasses(defaultBranch)) : [],
      forcePushes ? this.#inWindowOf(repository.forcePushes(defaultBranch)) : [],
      tagPrefix === undefined ? [] : this.#tagged(tagPrefix),
      label === undefined ? [] : this.#labelled(label),
    ]);
    return new Set(sources.flat());
  });

  async #inWindowOf(bypasses: Promise<readonly { readonly sha: string; readonly at: Date }[]>) {
    return (await bypasses).filter(({ at }) => this.inWindow(at)).map(({ sha }) => sha);
  }

  /** The tag's own name says when: seconds since the epoch behind the prefix. */
  async #tagged(prefix: string): Promise<readonly string[]> {
    const tags = await this.#work.repository.tagsNamed(prefix);
    return tags.flatMap(({ name, sha }) => {
      const seconds = name.startsWith(prefix) ? /^\d{9,10}$/.exec(name.slice(prefix.length))?.[0] : undefined;
      return seconds !== undefined && this.inWindow(new Date(Number(seconds) * 1000)) ? [sha] : [];
    });
  }

  async #labelled(label: string): Promise<readonly string[]> {
    const merged = await this.#work.merged();
    return merged.flatMap(({ labels, mergeCommit }) =>
      labels.includes(label) && mergeCommit !== undefined ? [mergeCommit] : [],
    );
  }
}
