import { errorReply, type Reply } from '../reply.js';
import type { Commit, FileChange } from '../world.js';
import type { RepositoryCall } from './call.js';
import { commitRow, fileRow } from './commit-rows.js';
import { findCommit } from './commit-search.js';
import { pageNumber, pageOf } from './paging.js';
import type { RepositoryRoute } from './repository-route.js';

/** The whole comparison has at most so many files: https://docs.github.com/rest/commits/commits#compare-two-commits */
const MAX_FILES = 300;

/** Two commits compared. */
export const compareRoutes: readonly RepositoryRoute[] = [
  { path: 'compare/{*}', needs: ['contents'], answer: compare },
];

function compare(call: RepositoryCall): Reply {
  const { view, place } = call;
  const [base, head] = call
    .path(0)
    .split('...')
    .map((name) => findCommit(view, name));
  if (base === undefined || head === undefined) return errorReply(404, 'Not Found');
  const behind = new Set(view.ancestors(base));
  const reached = view.ancestors(head);
  const ahead = reached.filter((commit) => !behind.has(commit)).toReversed();
  const common = reached.filter((commit) => behind.has(commit));
  const mergeBase = common[0];
  if (mergeBase === undefined) return errorReply(404, 'No common ancestor');
  const behindBy = behind.size - common.length;
  const { rows, headers } = pageOf(call, ahead, { defaultSize: 250, maxSize: 250 });
  const url = `${place.url}/compare/${call.path(0)}`;
  const page = `${place.page}/compare/${call.path(0)}`;
  const body = {
    url,
    html_url: page,
    permalink_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    base_commit: commitRow(base, place),
    merge_base_commit: commitRow(mergeBase, place),
    status: statusOf(ahead.length, behindBy),
    ahead_by: ahead.length,
    behind_by: behindBy,
    total_commits: ahead.length,
    commits: rows.map((commit) => commitRow(commit, place)),
    files: pageNumber(call.query) > 1 ? [] : changedFiles(ahead).map((file) => fileRow(file, head, place)),
  };
  return { status: 200, headers, body };
}

function statusOf(ahead: number, behind: number): 'identical' | 'ahead' | 'behind' | 'diverged' {
  if (ahead > 0) return behind > 0 ? 'diverged' : 'ahead';
  return behind > 0 ? 'behind' : 'identical';
}

/** All paths that the commits touched, the lines of each added up, cut where GitHub cuts without a word. */
function changedFiles(commits: readonly Commit[]): FileChange[] {
  const files = new Map<string, FileChange>();
  for (const { path, added, deleted } of commits.flatMap((commit) => commit.files)) {
    const known = files.get(path);
    files.set(path, { path, added: added + (known?.added ?? 0), deleted: deleted + (known?.deleted ?? 0) });
  }
  return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1)).slice(0, MAX_FILES);
}
