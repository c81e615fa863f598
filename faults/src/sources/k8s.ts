import { startStandIn } from '@metta-dd/local-datadog';
import { generateCluster, kubernetesHandler } from '@metta-dd/sandbox';
import { impatientK8s } from '../impatient.js';
import { jsonAnswer, type Paging, type Source } from '../source.js';
import { at, edited, put, rowsAt } from '../wire/json-page.js';

const AT = new Date('2026-11-20T12:00:00Z');
const TOKEN = 'token-of-nobody';
const PODS = 40;
const EMPTY = '.empty';

/** Kubernetes pages by a continue token; the pods are watched. */
export const k8s: Source = {
  id: 'k8s',
  manifest: impatientK8s,
  paging,
  tenfold: [1, 10],
  refusal: (status) =>
    jsonAnswer(status, { kind: 'Status', apiVersion: 'v1', status: 'Failure', message: 'scripted', code: status }),
  async open(size) {
    const world = generateCluster({ at: AT, seed: 1, pods: PODS * size });
    const standIn = await startStandIn({ handler: kubernetesHandler(world, { token: TOKEN }), now: AT });
    return {
      standIn,
      startedAt: AT,
      secrets: { token: TOKEN },
      population: {
        metric: 'k8s.pods.failed',
        value: world.pods.filter(({ status }) => Object(status).phase === 'Failed').length,
      },
      config: (url) => ({ clusterName: 'faults', auth: 'token', server: url, pageSize: 15, byNamespace: {} }),
    };
  },
};

function paging(): Paging {
  return {
    placeOf({ path }) {
      const { pathname, searchParams } = urlOf(path);
      if (pathname !== '/api/v1/pods') return undefined;
      return { listing: 'pods', page: searchParams.has('continue') ? 2 : 1 };
    },
    required: ['metadata', 'metadata.name', 'metadata.namespace', 'status.phase'],
    nulled: (page, field) => edited(page, (body) => put(body, ['items', 0, ...field.split('.')], null)),
    repeated: (page, before) =>
      edited(page, (body) => {
        const last = rowsAt(JSON.parse(before.body.toString()), 'items').at(-1);
        rowsAt(body, 'items').unshift(last);
      }),
    links: {
      emptied: (page, { path }) =>
        edited(page, (body) => {
          put(body, ['items'], []);
          put(body, ['metadata', 'continue'], `${urlOf(path).searchParams.get('continue')}${EMPTY}`);
        }),
      behindEmpty: (asked) =>
        asked.path.includes(EMPTY) ? { ...asked, path: asked.path.replace(EMPTY, '') } : undefined,
      looped: (page, { path }) =>
        edited(page, (body) => {
          at(body, 'metadata');
          put(body, ['metadata', 'continue'], urlOf(path).searchParams.get('continue'));
        }),
    },
  };
}

const urlOf = (path: string) => new URL(path, 'http://k8s');
