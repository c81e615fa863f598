import type { Problem } from '@metta-dd/core/http';
import type { Connection } from '../connection/connection.js';

/** What a list takes: a rule of a ClusterRole, or of a Role in each namespace. */
export interface Rule {
  readonly group: '' | 'apps' | 'metrics.k8s.io';
  readonly resource: string;
}

/** Says what to grant or to set where a list was refused or could not be had. */
export function hintFor({ group, resource }: Rule, namespace: string | undefined, connection: Connection) {
  return ({ kind, status, reason }: Problem): string | undefined => {
    if (status === 401) return connection.refused;
    if (status === 403) {
      const who = /User "([^"]+)"/.exec(reason)?.[1];
      const where = namespace === undefined ? 'a ClusterRole' : `a Role in the namespace ${namespace}`;
      const rule = `{apiGroups: ["${group}"], resources: ["${resource}"], verbs: ["list"]}`;
      return `add ${rule} to ${where} that is bound to ${who ?? connection.origin}`;
    }
    if (group === 'metrics.k8s.io' && status === 404)
      return 'install metrics-server (there is no APIService v1beta1.metrics.k8s.io), or set `usage: false`';
    if (group === 'metrics.k8s.io' && status === 503)
      return 'look at `kubectl get apiservice v1beta1.metrics.k8s.io`: it is registered, but not available';
    if (kind !== 'network') return undefined;
    return /certificate|altname|self.signed/i.test(reason)
      ? `the certificate of ${connection.server} is not of the authority that ${connection.origin} names`
      : `is ${connection.server} (${connection.origin}) the right server, and can it be reached from here?`;
  };
}
