import type { RepositoryView } from '../view.js';
import type { Commit } from '../world.js';

/** The commit that a branch, `HEAD` or a sha names. */
export function findCommit(view: RepositoryView, name: string): Commit | undefined {
  if (name === view.world.defaultBranch || name === 'HEAD') return view.tip;
  const branch = view.branches.find((one) => one.name === name);
  return view.commit(branch?.tip ?? name);
}
