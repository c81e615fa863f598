import { stat } from 'node:fs/promises';
import { readGitRepository } from './history/git-repository.js';
import { readJsonLines } from './history/json-lines.js';
import { readSample } from './sample/sample.js';
import type { BranchTip, Commit, Tag, User } from './world.js';

/** What is known of a repository for a fact: its commits and, where the origin tells, its branches and tags. */
export interface History {
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch: string;
  /** All ancestors of the default branch's tip, in topological order, oldest first. */
  readonly commits: readonly Commit[];
  /** One per author of a commit, in the order of their first one, then the authors of other branches. */
  readonly users: readonly User[];
  /** Branches other than the default one that the origin knows. */
  readonly branches: readonly BranchTip[];
  readonly tags: readonly Tag[];
  /** Whether `branches` and `tags` are all there are, as those of a git repository. */
  readonly refsComplete: boolean;
}

/**
 * Reads a git repository (a folder) or a file of commits in JSON lines, without a path the bundled sample; throws when
 * it is none of these, or cannot be read.
 */
export async function readHistory(path?: string): Promise<History> {
  if (path === undefined) return readSample();
  let folder: boolean;
  try {
    folder = (await stat(path)).isDirectory();
  } catch (cause) {
    throw new Error(`cannot read the history ${path}: no such file or folder`, { cause });
  }
  return folder ? readGitRepository(path) : readJsonLines(path);
}
