import { hasCome, instant, instantOf, latest } from '../instant.js';
import { nodeId } from '../node-id.js';
import type { RepositoryView } from '../view.js';
import type { Issue } from '../world.js';
import { actorNode, webUrl } from './actor-node.js';
import { connection } from './connection.js';
import type { Arguments, Asker, Node } from './field.js';
import { labelNodes } from './label-node.js';

/** The `issues` connection; several labels mean any of them. */
export function issueConnection(
  view: RepositoryView,
  args: Arguments,
  asker: Asker,
  info: Parameters<typeof connection>[2],
): Node {
  asker.needs('issues');
  const { filterBy, orderBy } = args;
  const labels = args.labels ?? filterBy?.labels;
  const states = args.states ?? filterBy?.states;
  const since = filterBy?.since == null ? undefined : new Date(filterBy.since);
  const chosen = view.issues.filter(
    (issue) =>
      (states == null || states.includes(stateOf(view, issue))) &&
      (labels == null || issue.labels.some((label) => labels.includes(label))) &&
      (since === undefined || updatedAt(view, issue) >= since) &&
      (filterBy?.createdBy == null || issue.author?.login === filterBy.createdBy),
  );
  const time =
    orderBy?.field === 'UPDATED_AT' ? (issue: Issue) => updatedAt(view, issue) : (issue: Issue) => issue.createdAt;
  const sign = orderBy?.direction === 'DESC' ? -1 : 1;
  const ordered = chosen.toSorted((a, b) => sign * (time(a).getTime() - time(b).getTime() || a.number - b.number));
  return connection(ordered, args, info, (issue) => issueNode(view, issue));
}

function closedAt(view: RepositoryView, issue: Issue): Date | undefined {
  return hasCome(issue.closedAt, view.now) ? issue.closedAt : undefined;
}

function stateOf(view: RepositoryView, issue: Issue): 'OPEN' | 'CLOSED' {
  return closedAt(view, issue) === undefined ? 'OPEN' : 'CLOSED';
}

function updatedAt(view: RepositoryView, issue: Issue): Date {
  return latest(issue.createdAt, closedAt(view, issue) ?? issue.createdAt);
}

function issueNode(view: RepositoryView, issue: Issue): Node {
  const path = `/${view.index.fullName}/issues/${issue.number}`;
  return {
    __typename: 'Issue',
    id: nodeId('I', view.world.id, issue.number),
    number: issue.number,
    title: issue.title,
    body: '',
    url: webUrl(path),
    resourcePath: path,
    state: stateOf(view, issue),
    closed: stateOf(view, issue) === 'CLOSED',
    createdAt: instant(issue.createdAt),
    updatedAt: instant(updatedAt(view, issue)),
    closedAt: instantOf(closedAt(view, issue)),
    author: actorNode(issue.author),
    labels: labelNodes(view, issue.labels),
  };
}
