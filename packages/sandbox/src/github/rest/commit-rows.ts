import { createHash } from 'node:crypto';
import { instant } from '../instant.js';
import { nodeId } from '../node-id.js';
import type { Commit, FileChange } from '../world.js';
import type { Place } from './call.js';
import { userRow } from './user-row.js';

/** A git object id that follows from a text: the world knows commits, not their trees and blobs. */
export function objectId(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

/** The id of the tree of a commit. */
export function treeId(sha: string): string {
  return objectId(`tree ${sha}`);
}

/** A commit as lists give it. */
export function commitRow(commit: Commit, place: Place) {
  const { sha } = commit;
  const url = `${place.url}/commits/${sha}`;
  const person = (at: Date) => ({ name: commit.author.name, email: commit.author.email, date: instant(at) });
  const account = userRow(commit.author, place);
  return {
    sha,
    node_id: nodeId('C', place.view.world.id, sha),
    commit: {
      author: person(commit.authoredAt),
      committer: person(commit.committedAt),
      message: commit.message,
      tree: { sha: treeId(sha), url: `${place.url}/git/trees/${treeId(sha)}` },
      url: `${place.url}/git/commits/${sha}`,
      comment_count: 0,
      verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
    },
    url,
    html_url: `${place.page}/commit/${sha}`,
    comments_url: `${url}/comments`,
    author: account,
    committer: account,
    parents: commit.parents.map((parent) => ({
      sha: parent,
      url: `${place.url}/commits/${parent}`,
      html_url: `${place.page}/commit/${parent}`,
    })),
  };
}

/** The statistics of a commit over all its files. */
export function statsRow({ files }: Commit) {
  const additions = files.reduce((sum, { added }) => sum + added, 0);
  const deletions = files.reduce((sum, { deleted }) => sum + deleted, 0);
  return { total: additions + deletions, additions, deletions };
}

/** A file of a commit. */
export function fileRow({ path, added, deleted, from }: FileChange, { sha }: Commit, place: Place) {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return {
    sha: objectId(`blob ${sha} ${path}`),
    filename: path,
    status: from === undefined ? 'modified' : 'renamed',
    additions: added,
    deletions: deleted,
    changes: added + deleted,
    blob_url: `${place.page}/blob/${sha}/${encoded}`,
    raw_url: `${place.page}/raw/${sha}/${encoded}`,
    contents_url: `${place.url}/contents/${encoded}?ref=${sha}`,
    ...(from === undefined ? {} : { previous_filename: from }),
  };
}

/** The head commit as a workflow run embeds it. */
export function headCommitRow(commit: Commit | undefined) {
  if (commit === undefined) return null;
  const { name, email } = commit.author;
  return {
    id: commit.sha,
    tree_id: treeId(commit.sha),
    message: commit.message,
    timestamp: instant(commit.committedAt),
    author: { name, email },
    committer: { name, email },
  };
}
