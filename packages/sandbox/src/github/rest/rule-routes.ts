import { instant } from '../instant.js';
import { nodeId } from '../node-id.js';
import { errorReply, type Reply } from '../reply.js';
import type { RefActivity } from '../world.js';
import type { RepositoryCall } from './call.js';
import { link, pageOf, pageSize } from './paging.js';
import type { RepositoryRoute } from './repository-route.js';
import { userRow } from './user-row.js';

const HOURS: Readonly<Record<string, number>> = {
  hour: 1,
  day: 24,
  week: 7 * 24,
  month: 30 * 24,
  quarter: 91 * 24,
  year: 365 * 24,
};

/** Activity on refs, branch rules and how pushes fared against them. */
export const ruleRoutes: readonly RepositoryRoute[] = [
  { path: 'activity', needs: ['contents'], answer: listActivity },
  { path: 'rulesets/rule-suites', needs: ['administration'], answer: listRuleSuites },
  { path: 'rules/branches/{*}', needs: ['metadata'], answer: listBranchRules },
];

function fullRef(ref: string): string {
  return ref.startsWith('refs/') ? ref : `refs/heads/${ref}`;
}

/** The beginning of the period asked for, or nothing when the period is unknown. */
function startOf({ query, view }: RepositoryCall, otherwise: string | undefined): Date | undefined {
  const period = query.get('time_period') ?? otherwise;
  if (period === undefined) return new Date(0);
  const hours = HOURS[period];
  return hours === undefined ? undefined : new Date(view.now.getTime() - hours * 3_600_000);
}

function listActivity(call: RepositoryCall): Reply {
  const { query, view, place } = call;
  const start = startOf(call, undefined);
  if (start === undefined) return errorReply(422, `Validation Failed: time_period ${query.get('time_period')}`);
  const ref = query.get('ref');
  const actor = query.get('actor');
  const type = query.get('activity_type');
  const newestFirst = view.activity.filter(
    (one) =>
      one.at >= start &&
      (ref === null || one.ref === fullRef(ref)) &&
      (actor === null || one.actor.login === actor) &&
      (type === null || one.type === type),
  );
  const all = query.get('direction') === 'asc' ? newestFirst.toReversed() : newestFirst;
  const { rows, headers } = cursorPage(call, all);
  const body = rows.map((one) => ({
    id: one.id,
    node_id: nodeId('PSH', view.world.id, one.id),
    before: one.before,
    after: one.after,
    ref: one.ref,
    timestamp: instant(one.at),
    activity_type: one.type,
    actor: userRow(one.actor, place),
  }));
  return { status: 200, headers, body };
}

/** This list is paged by cursors: its Link header has no last page. */
function cursorPage({ query, address }: RepositoryCall, all: readonly RefActivity[]) {
  const size = pageSize(query);
  const place = (name: string) => all.findIndex(({ id }) => cursorOf(id) === query.get(name));
  const from = query.has('after') ? place('after') + 1 : query.has('before') ? Math.max(0, place('before') - size) : 0;
  const rows = all.slice(from, from + size);
  const to = (name: 'after' | 'before', row: RefActivity | undefined) => {
    const url = new URL(address);
    url.search = query.toString();
    url.searchParams.delete('after');
    url.searchParams.delete('before');
    if (row !== undefined) url.searchParams.set(name, cursorOf(row.id));
    return url.href;
  };
  const links = [
    ...(from + size < all.length ? [link(to('after', rows.at(-1)), 'next')] : []),
    ...(from > 0 ? [link(to('before', rows[0]), 'prev')] : []),
  ];
  return { rows, headers: links.length > 0 ? { link: links.join(', ') } : {} };
}

function cursorOf(id: number): string {
  return Buffer.from(`activity ${id}`).toString('base64url');
}

function listRuleSuites(call: RepositoryCall): Reply {
  const { query, view } = call;
  const start = startOf(call, 'day');
  if (start === undefined) return errorReply(422, `Validation Failed: time_period ${query.get('time_period')}`);
  const ref = query.get('ref');
  const actor = query.get('actor_name');
  const result = query.get('rule_suite_result') ?? 'all';
  const chosen = view.ruleSuites.filter(
    (suite) =>
      suite.at >= start &&
      (ref === null || suite.ref === fullRef(ref)) &&
      (actor === null || suite.actor.login === actor) &&
      (result === 'all' || suite.result === result),
  );
  const { rows, headers } = pageOf(call, chosen);
  const body = rows.map((suite) => ({
    id: suite.id,
    actor_id: suite.actor.id,
    actor_name: suite.actor.login,
    before_sha: suite.before,
    after_sha: suite.after,
    ref: suite.ref,
    repository_id: view.world.id,
    repository_name: view.world.name,
    pushed_at: instant(suite.at),
    result: suite.result,
    evaluation_result: suite.result,
  }));
  return { status: 200, headers, body };
}

function listBranchRules(call: RepositoryCall): Reply {
  const { world, index } = call.view;
  const { requiredChecks, requiredWorkflows } = world.rules;
  const ruleset = { ruleset_source_type: 'Repository', ruleset_source: index.fullName, ruleset_id: world.id };
  const checks = {
    type: 'required_status_checks',
    parameters: {
      strict_required_status_checks_policy: false,
      required_status_checks: requiredChecks.map((context) => ({ context, integration_id: 15_368 })),
    },
  };
  const workflows = {
    type: 'workflows',
    parameters: { workflows: requiredWorkflows.map((path) => ({ path, repository_id: world.id })) },
  };
  const rules = [...(requiredChecks.length > 0 ? [checks] : []), ...(requiredWorkflows.length > 0 ? [workflows] : [])];
  const applying = call.path(0) === world.defaultBranch ? rules.map((rule) => ({ ...rule, ...ruleset })) : [];
  const { rows, headers } = pageOf(call, applying);
  return { status: 200, headers, body: rows };
}
