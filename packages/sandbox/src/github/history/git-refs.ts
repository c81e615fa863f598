import { basename, resolve } from 'node:path';
import { git } from './git.js';

/** The default branch: its name and, unless the repository is empty, the revision that it points to. */
export interface DefaultBranch {
  readonly name: string;
  readonly revision?: string;
}

export interface GitRef {
  readonly ref: string;
  /** The commit that it points to, through an annotated tag. */
  readonly sha: string;
  /** Seconds since the epoch: that of the annotated tag, else that of the commit. */
  readonly at: number;
}

const FORMAT = ['refname', 'objecttype', 'objectname', 'creatordate:unix', '*objecttype', '*objectname']
  .map((field) => `%(${field})`)
  .join('%00');

/** Branches and tags that point to a commit. */
export async function gitRefs(repository: string, ...prefixes: string[]): Promise<GitRef[]> {
  const lines = await git(repository, ['for-each-ref', `--format=${FORMAT}`, ...prefixes]);
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => {
      const [ref = '', type, sha = '', at, peeledType, peeled = ''] = line.split('\0');
      if (type === 'commit') return [{ ref, sha, at: Number(at) }];
      return peeledType === 'commit' ? [{ ref, sha: peeled, at: Number(at) }] : [];
    });
}

/**
 * The branch that `origin/HEAD` names, of its local and its remote end the one ahead; without an origin the branch
 * of `HEAD`.
 */
export async function defaultBranch(repository: string): Promise<DefaultBranch> {
  const refs = await gitRefs(repository, 'refs/heads', 'refs/remotes/origin');
  const shas = new Map(refs.map(({ ref, sha }) => [ref, sha]));
  const origin = await originBranch(repository);
  const remote = shas.get(`refs/remotes/origin/${origin}`);
  if (origin !== undefined && remote !== undefined) {
    const local = shas.get(`refs/heads/${origin}`);
    const behind = local === undefined || (await isAncestor(repository, local, remote));
    return { name: origin, revision: behind ? remote : local };
  }
  const head = await headBranch(repository);
  if (head === undefined) {
    throw new Error(`cannot read the git repository ${repository}: HEAD is on no branch and there is no origin/HEAD`);
  }
  const revision = shas.get(`refs/heads/${head}`);
  return revision === undefined ? { name: head } : { name: head, revision };
}

/** Owner and name of the origin, else the folder's name under the owner `sandbox`. */
export async function repositoryName(repository: string): Promise<{ owner: string; name: string }> {
  const url = (await git(repository, ['config', '--get', '--default', '', 'remote.origin.url'])).trim();
  const [, owner, name] = /^(?:\w+:\/\/[^/]+\/|[^/@]+@[^/:]+:)([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/.exec(url) ?? [];
  if (owner !== undefined && name !== undefined && !url.startsWith('file:')) return { owner, name };
  const folder = basename(resolve(repository)).replace(/\.git$/, '');
  return { owner: 'sandbox', name: folder.replaceAll(/[^\w.-]+/g, '-') || 'repository' };
}

/** `branch --show-current` says nothing, and succeeds, when HEAD is detached; in an empty repository it still names one. */
async function headBranch(repository: string): Promise<string | undefined> {
  return (await git(repository, ['branch', '--show-current'])).trim() || undefined;
}

async function originBranch(repository: string): Promise<string | undefined> {
  const target = (await git(repository, ['for-each-ref', '--format=%(symref)', 'refs/remotes/origin/HEAD'])).trim();
  return target === '' ? undefined : target.slice('refs/remotes/origin/'.length);
}

async function isAncestor(repository: string, sha: string, of: string): Promise<boolean> {
  return (await git(repository, ['rev-list', '--count', `${of}..${sha}`])).trim() === '0';
}
