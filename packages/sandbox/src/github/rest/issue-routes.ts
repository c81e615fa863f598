import { hasCome, instant, instantOf, latest } from '../instant.js';
import { nodeId } from '../node-id.js';
import type { PullView } from '../pull-view.js';
import type { Reply } from '../reply.js';
import type { Issue, User } from '../world.js';
import type { Place, RepositoryCall } from './call.js';
import { pageOf } from './paging.js';
import type { RepositoryRoute } from './repository-route.js';
import { userRow } from './user-row.js';

/** Issues; for the REST API pull requests are issues too. */
export const issueRoutes: readonly RepositoryRoute[] = [{ path: 'issues', needs: ['issues'], answer: listIssues }];

/** What issues and pull requests have in common in this list. */
interface Entry {
  readonly number: number;
  readonly title: string;
  readonly author: User | undefined;
  readonly labels: readonly string[];
  readonly type: string | undefined;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly closedAt: Date | undefined;
  readonly comments: number;
  readonly pull: PullView | undefined;
}

function listIssues(call: RepositoryCall): Reply {
  const { query, view, place } = call;
  const state = query.get('state') ?? 'open';
  const labels = query.get('labels')?.split(',') ?? [];
  const since = query.get('since');
  const creator = query.get('creator');
  const type = query.get('type') ?? '*';
  const entries = [...view.issues.map((issue) => issueEntry(issue, view.now)), ...view.pulls.map(pullEntry)];
  const chosen = entries.filter(
    (entry) =>
      (state === 'all' || state === (entry.closedAt === undefined ? 'open' : 'closed')) &&
      labels.every((label) => entry.labels.includes(label)) &&
      (since === null || entry.updatedAt >= new Date(since)) &&
      (creator === null || entry.author?.login === creator) &&
      (type === '*' || (type === 'none' ? entry.type === undefined : entry.type === type)),
  );
  const { rows, headers } = pageOf(call, sorted(chosen, query));
  return { status: 200, headers, body: rows.map((entry) => issueRow(entry, place)) };
}

function sorted(entries: Entry[], query: URLSearchParams): Entry[] {
  const sign = query.get('direction') === 'asc' ? 1 : -1;
  const by = query.get('sort') ?? 'created';
  const key = ({ comments, createdAt, updatedAt }: Entry) =>
    by === 'comments' ? comments : (by === 'updated' ? updatedAt : createdAt).getTime();
  return entries.sort((a, b) => sign * (key(a) - key(b) || a.number - b.number));
}

function issueEntry(issue: Issue, now: Date): Entry {
  const { number, title, author, labels, type, createdAt } = issue;
  const closedAt = hasCome(issue.closedAt, now) ? issue.closedAt : undefined;
  const updatedAt = latest(createdAt, closedAt ?? createdAt);
  return { number, title, author, labels, type, createdAt, updatedAt, closedAt, comments: 0, pull: undefined };
}

function pullEntry(seen: PullView): Entry {
  const { number, title, author, labels, createdAt } = seen.pull;
  const { updatedAt, closedAt, comments } = seen;
  const shared = { number, title, author, labels, type: undefined, createdAt };
  return { ...shared, updatedAt, closedAt, comments: comments.length, pull: seen };
}

function issueRow(entry: Entry, place: Place) {
  const { view, url, page } = place;
  const { number, pull } = entry;
  const issue = `${url}/issues/${number}`;
  const html = `${page}/${pull === undefined ? 'issues' : 'pull'}/${number}`;
  return {
    url: issue,
    repository_url: url,
    labels_url: `${issue}/labels{/name}`,
    comments_url: `${issue}/comments`,
    events_url: `${issue}/events`,
    html_url: html,
    id: 100_000 + number,
    node_id: nodeId(pull === undefined ? 'I' : 'PR', view.world.id, number),
    number,
    title: entry.title,
    user: userRow(entry.author, place),
    labels: entry.labels.map((name) => labelRow(name, place)),
    state: entry.closedAt === undefined ? 'open' : 'closed',
    locked: false,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: entry.comments,
    created_at: instant(entry.createdAt),
    updated_at: instant(entry.updatedAt),
    closed_at: instantOf(entry.closedAt),
    author_association: 'MEMBER',
    active_lock_reason: null,
    body: null,
    ...(pull === undefined ? {} : pullPart(pull, html, `${url}/pulls/${number}`)),
    ...(entry.type === undefined ? {} : { type: typeRow(entry.type) }),
  };
}

function pullPart(pull: PullView, html: string, url: string) {
  const addresses = { url, html_url: html, diff_url: `${html}.diff`, patch_url: `${html}.patch` };
  return { draft: pull.isDraft, pull_request: { ...addresses, merged_at: instantOf(pull.mergedAt) } };
}

function typeRow(name: string) {
  return { id: 1, node_id: nodeId('IT', 0, name), name, description: null };
}

function labelRow(name: string, { view, url }: Place) {
  return {
    id: 1,
    node_id: nodeId('LA', view.world.id, name),
    url: `${url}/labels/${encodeURIComponent(name)}`,
    name,
    color: 'ededed',
    default: false,
    description: null,
  };
}
