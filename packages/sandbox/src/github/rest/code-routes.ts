import { errorReply, type Reply } from '../reply.js';
import type { RepositoryCall } from './call.js';
import { commitRow, fileRow, objectId, statsRow, treeId } from './commit-rows.js';
import { findCommit } from './commit-search.js';
import { pageOf } from './paging.js';
import type { RepositoryRoute } from './repository-route.js';

/** Limits of https://docs.github.com/rest/commits/commits#get-a-commit and https://docs.github.com/rest/git/trees#get-a-tree */
const FILES_A_PAGE = 300;
const REACHABLE_FILES = 3_000;
const MAX_TREE_ENTRIES = 100_000;

/** Commits, branches, tags and trees. */
export const codeRoutes: readonly RepositoryRoute[] = [
  { path: 'commits', needs: ['contents'], answer: listCommits },
  { path: 'commits/{*}', needs: ['contents'], answer: oneCommit },
  { path: 'branches', needs: ['contents'], answer: listBranches },
  { path: 'tags', needs: ['contents'], answer: listTags },
  { path: 'git/trees/{*}', needs: ['contents'], answer: oneTree },
];

const empty = () => errorReply(409, 'Git Repository is empty.');

function listCommits(call: RepositoryCall): Reply {
  const { view, query, place } = call;
  if (view.tip === undefined) return empty();
  const start = findCommit(view, query.get('sha') ?? view.world.defaultBranch);
  if (start === undefined) return errorReply(404, 'Not Found');
  const path = query.get('path');
  const author = query.get('author')?.toLowerCase();
  const [since, until] = [query.get('since'), query.get('until')];
  const chosen = view
    .ancestors(start)
    .filter(
      (commit) =>
        (since === null || commit.committedAt >= new Date(since)) &&
        (until === null || commit.committedAt <= new Date(until)) &&
        (author === undefined ||
          [commit.author.login, commit.author.email].some((name) => name.toLowerCase() === author)) &&
        (path === null || commit.files.some((file) => file.path === path || file.path.startsWith(`${path}/`))),
    );
  const { rows, headers } = pageOf(call, chosen);
  return { status: 200, headers, body: rows.map((commit) => commitRow(commit, place)) };
}

function oneCommit(call: RepositoryCall): Reply {
  const { view, place } = call;
  if (view.tip === undefined) return empty();
  const commit = findCommit(view, call.path(0));
  if (commit === undefined) return errorReply(422, `No commit found for SHA: ${call.path(0)}`);
  // Other lists stop at 100 rows a page.
  const rules = { defaultSize: FILES_A_PAGE, maxSize: FILES_A_PAGE, reachable: REACHABLE_FILES };
  const { rows, headers } = pageOf(call, commit.files, rules);
  const files = rows.map((file) => fileRow(file, commit, place));
  return { status: 200, headers, body: { ...commitRow(commit, place), stats: statsRow(commit), files } };
}

function listBranches(call: RepositoryCall): Reply {
  const { view, query, place } = call;
  const { defaultBranch, rules } = view.world;
  const isProtected = rules.requiredChecks.length + rules.requiredWorkflows.length > 0;
  const main = view.tip === undefined ? [] : [{ name: defaultBranch, tip: view.tip.sha }];
  const branches = [...main, ...view.branches]
    .map(({ name, tip }) => ({ name, tip, isProtected: isProtected && name === defaultBranch }))
    .filter((branch) => !query.has('protected') || branch.isProtected === (query.get('protected') === 'true'))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { rows, headers } = pageOf(call, branches);
  const body = rows.map(({ name, tip, isProtected: locked }) => ({
    name,
    commit: { sha: tip, url: `${place.url}/commits/${tip}` },
    protected: locked,
  }));
  return { status: 200, headers, body };
}

function listTags(call: RepositoryCall): Reply {
  const { view, place } = call;
  const { rows, headers } = pageOf(
    call,
    view.tags.toSorted((a, b) => (a.name < b.name ? 1 : -1)),
  );
  const body = rows.map(({ name, sha }) => ({
    name,
    zipball_url: `${place.url}/zipball/refs/tags/${encodeURIComponent(name)}`,
    tarball_url: `${place.url}/tarball/refs/tags/${encodeURIComponent(name)}`,
    commit: { sha, url: `${place.url}/commits/${sha}` },
    node_id: objectId(`tag ${name}`),
  }));
  return { status: 200, headers, body };
}

/** The paths that the history up to a commit has touched; the world does not know which of them were deleted. */
function oneTree(call: RepositoryCall): Reply {
  const { view, place, query } = call;
  if (view.tip === undefined) return empty();
  const name = call.path(0);
  const commit = findCommit(view, name) ?? view.commits.find(({ sha }) => treeId(sha) === name);
  if (commit === undefined) return errorReply(404, 'Not Found');
  const blobs = new Map<string, string>();
  for (const one of view.ancestors(commit).toReversed()) {
    for (const { path, from } of one.files) {
      if (from !== undefined) blobs.delete(from);
      blobs.set(path, one.sha);
    }
  }
  const isWhole = query.has('recursive');
  const paths = [...blobs].filter(([path]) => isWhole || !path.includes('/')).sort(([a], [b]) => (a < b ? -1 : 1));
  const tree = paths.slice(0, MAX_TREE_ENTRIES).map(([path, sha]) => {
    const blob = objectId(`blob ${sha} ${path}`);
    return { path, mode: '100644', type: 'blob', sha: blob, size: 0, url: `${place.url}/git/blobs/${blob}` };
  });
  const sha = treeId(commit.sha);
  const body = { sha, url: `${place.url}/git/trees/${sha}`, tree, truncated: paths.length > MAX_TREE_ENTRIES };
  return { status: 200, body };
}
