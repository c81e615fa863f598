import type { Need } from './needs.js';

/** What to grant, in the form that the source's own tools take. */
export type Grant =
  | { readonly kind: 'iam'; readonly document: IamPolicy }
  | { readonly kind: 'kubernetes'; readonly document: ClusterRole }
  | { readonly kind: 'github'; readonly document: { readonly permissions: Readonly<Record<string, string>> } }
  | { readonly kind: 'scopes'; readonly document: { readonly scopes: readonly string[] } };

export interface IamPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly {
    readonly Sid: string;
    readonly Effect: 'Allow';
    readonly Action: readonly string[];
    readonly Resource: '*';
  }[];
}

export interface ClusterRole {
  readonly apiVersion: 'rbac.authorization.k8s.io/v1';
  readonly kind: 'ClusterRole';
  readonly metadata: { readonly name: string };
  readonly rules: readonly {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
  }[];
}

const ACTION = /^[a-z0-9-]+:[A-Z][A-Za-z0-9*]*$/;
const VERB = /:(?:get|list|watch)$/;

/** By the form of the needs, so that the collectors of others get theirs, too. */
export function grantOf(collector: string, needs: readonly Need[]): Grant {
  const names = needs.map(({ need }) => need);
  if (names.length > 0 && names.every((name) => ACTION.test(name))) return { kind: 'iam', document: policy(names) };
  if (names.length > 0 && names.every((name) => VERB.test(name)))
    return { kind: 'kubernetes', document: clusterRole(names) };
  if (collector === 'github') return { kind: 'github', document: { permissions: permissions(names) } };
  return { kind: 'scopes', document: { scopes: names } };
}

// Listings have no resource to narrow them to:
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
function policy(actions: readonly string[]): IamPolicy {
  const statement = { Sid: 'MettaDd', Effect: 'Allow', Action: actions, Resource: '*' } as const;
  return { Version: '2012-10-17', Statement: [statement] };
}

/** `pods.metrics.k8s.io:list` is the verb on the resource in its group; the core group has no name. */
function clusterRole(needs: readonly string[]): ClusterRole {
  const parsed = needs.map((need) => {
    const [what = '', verb = ''] = need.split(':');
    const dot = what.indexOf('.');
    return dot < 0
      ? { group: '', resource: what, verb }
      : { group: what.slice(dot + 1), resource: what.slice(0, dot), verb };
  });
  const rules = [...Map.groupBy(parsed, ({ group, verb }) => `${group} ${verb}`).values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return [{ apiGroups: [first.group], resources: group.map(({ resource }) => resource), verbs: [first.verb] }];
  });
  const metadata = { name: 'metta-dd' };
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata, rules };
}

// The names of an app's manifest, which are those of a fine-grained token:
// https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps
function permissions(needs: readonly string[]): Readonly<Record<string, string>> {
  const pairs = needs.map((need) => need.split(':')).map(([name = '', level = 'read']) => [name, level] as const);
  // Writing implies reading: the stronger one comes last and wins.
  return Object.fromEntries(pairs.toSorted(([, a], [, b]) => a.localeCompare(b)));
}
