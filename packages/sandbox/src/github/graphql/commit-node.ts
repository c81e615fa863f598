import { instant } from '../instant.js';
import { nodeId } from '../node-id.js';
import type { RepositoryView } from '../view.js';
import type { Commit } from '../world.js';
import { gitActorNode, webUrl } from './actor-node.js';
import { rollupNode, suiteNode } from './check-nodes.js';
import { connection } from './connection.js';
import type { Arguments, Asker, Node } from './field.js';
import { pullConnection } from './pull-node.js';
import { repositoryNode } from './repository-node.js';

type Info = Parameters<typeof connection>[2];

/** A commit of the default branch. */
export function commitNode(view: RepositoryView, commit: Commit): Node {
  const [headline = '', ...rest] = commit.message.split('\n');
  const path = `/${view.index.fullName}/commit/${commit.sha}`;
  const authored = instant(commit.authoredAt);
  const author = { name: commit.author.name, email: commit.author.email, user: commit.author };
  return {
    __typename: 'Commit',
    id: nodeId('C', view.world.id, commit.sha),
    oid: commit.sha,
    abbreviatedOid: commit.sha.slice(0, 7),
    url: webUrl(path),
    commitUrl: webUrl(path),
    resourcePath: path,
    message: commit.message,
    messageHeadline: headline,
    messageBody: rest.join('\n').trim(),
    authoredDate: authored,
    committedDate: instant(commit.committedAt),
    additions: () => commit.files.reduce((sum, { added }) => sum + added, 0),
    deletions: () => commit.files.reduce((sum, { deleted }) => sum + deleted, 0),
    changedFiles: commit.files.length,
    changedFilesIfAvailable: commit.files.length,
    author: () => gitActorNode(author, authored),
    repository: () => repositoryNode(view),
    statusCheckRollup: (_args: Arguments, asker: Asker) => {
      asker.needs('checks', 'statuses');
      return rollupNode(view, commit);
    },
    ...connections(view, commit),
    authors: (args: Arguments, _asker: Asker, info: Info) =>
      connection([author, ...commit.coAuthors], args, info, (person) => gitActorNode(person, authored)),
  };
}

function connections(view: RepositoryView, commit: Commit): Node {
  return {
    parents: (args: Arguments, _asker: Asker, info: Info) =>
      connection(commit.parents, args, info, (sha) => parentNode(view, sha)),
    associatedPullRequests: (args: Arguments, asker: Asker, info: Info) =>
      pullConnection(view, view.pullsOfCommit(commit.sha), args, asker, info),
    checkSuites: (args: Arguments, asker: Asker, info: Info) => {
      asker.needs('checks');
      return connection(view.runsOfSha(commit.sha), args, info, (run) => suiteNode(view, run));
    },
    history: (args: Arguments, asker: Asker, info: Info) => {
      asker.needs('contents');
      return connection(historyOf(view, commit, args), args, info, (one) => commitNode(view, one));
    },
  };
}

function parentNode(view: RepositoryView, sha: string): Node {
  const parent = view.commit(sha);
  return parent === undefined
    ? { __typename: 'Commit', id: nodeId('C', view.world.id, sha), oid: sha, abbreviatedOid: sha.slice(0, 7) }
    : commitNode(view, parent);
}

/** Both bounds are committer dates and inclusive. */
function historyOf(view: RepositoryView, from: Commit, { since, until }: Arguments): readonly Commit[] {
  const start = since == null ? undefined : new Date(since);
  const end = until == null ? undefined : new Date(until);
  return view
    .ancestors(from)
    .filter(
      ({ committedAt }) => (start === undefined || committedAt >= start) && (end === undefined || committedAt <= end),
    );
}
