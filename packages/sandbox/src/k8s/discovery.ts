import type { Answer } from '@metta-dd/local-datadog';
import { apiVersionOf, type Resource, resources } from './resources.js';

/** What the server says of itself, which kubectl asks for before anything else. */
export function discovery(path: string, metricsAreThere: boolean): Answer | undefined {
  const known = resources.filter(({ group }) => metricsAreThere || group !== 'metrics.k8s.io');
  switch (path) {
    case '/version':
      return answer({ major: '1', minor: '36', gitVersion: 'v1.36.3', platform: 'linux/amd64' });
    case '/api':
      return answer({ kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] });
    case '/apis':
      return answer({ kind: 'APIGroupList', apiVersion: 'v1', groups: groupsOf(known) });
    default: {
      const served = known.filter((resource) => path === rootOf(resource));
      return served[0] === undefined ? undefined : answer(resourceList(apiVersionOf(served[0]), served));
    }
  }
}

/** The path below which a group serves its objects. */
export function rootOf(resource: Resource): string {
  return `${resource.group === '' ? '/api' : '/apis'}/${apiVersionOf(resource)}`;
}

function groupsOf(known: readonly Resource[]) {
  const named = known.filter(({ group }) => group !== '');
  return [...Map.groupBy(named, ({ group }) => group).entries()].map(([name, [first]]) => {
    const version = first?.version ?? '';
    const groupVersion = { groupVersion: `${name}/${version}`, version };
    return { name, versions: [groupVersion], preferredVersion: groupVersion };
  });
}

function resourceList(groupVersion: string, served: readonly Resource[]) {
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion,
    resources: served.map(({ name, singular, kind, namespaced }) => ({
      name,
      singularName: singular,
      namespaced,
      kind,
      verbs: ['get', 'list'],
    })),
  };
}

function answer(body: object): Answer {
  return { status: 200, body };
}
