import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missingGo } from '../go.ts';
import type { Check, Expected } from '../peer.ts';
import { build, KUBERNETES } from './build.ts';
import { effectiveRequests, expiredList, kubectlAgainstStandIn, missingRight } from './checks.ts';
import { ControlPlane } from './control-plane.ts';
import { type Seeded, seedCluster } from './seed.ts';
import { metered, podLines, truth } from './truth.ts';

export const name = 'k8s';
export const version = KUBERNETES;
export const missing = missingGo;

const TOLERANCE = 1e-3;

let plane: ControlPlane | undefined;
let kubectl: string | undefined;
let folder: string | undefined;
let seeded: Seeded | undefined;
let config: Readonly<Record<string, unknown>> = {};

/** Builds what the cache does not have (minutes), and starts an API server with metrics-server. */
export async function start(cacheFolder: string): Promise<void> {
  const programs = await build(cacheFolder);
  kubectl = programs.kubectl;
  folder = await mkdtemp(join(tmpdir(), 'metta-dd-interop-k8s-'));
  plane = await ControlPlane.start(join(folder, 'plane'), programs, {
    usage: true,
    apiServerFlags: ['--watch-cache=false'],
  });
}

/** Writes nodes, pods and deployments, and a service account with the rights of the README and no others. */
export async function seed(number = 1): Promise<void> {
  const running = started();
  seeded = await seedCluster(running, number, new Date());
  await running.kubectl(['apply', '-f', '-'], JSON.stringify(rights()));
  config = {
    clusterName: 'interop',
    auth: 'kubeconfig',
    kubeconfig: await running.kubeconfigOf('web', 'metta-dd'),
    byNamespace: {},
  };
  await metered(running, seeded);
}

/** The truth: requests by kubectl's own arithmetic, all else by what the seed wrote. */
export async function expected(): Promise<Expected> {
  if (seeded === undefined) throw new Error('the peer has not been seeded');
  const lines = await podLines(
    started(),
    seeded.nodes.map((node) => node.name),
  );
  return { config: { ...config, pageSize: 7 }, values: truth(seeded, lines), tolerance: TOLERANCE, notShown: [] };
}

/** Ends what was started and removes its data. */
export async function stop(): Promise<void> {
  await plane?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  plane = undefined;
  folder = undefined;
}

/** What is checked beyond the values of a run, in both directions; each one says what it compared, or throws. */
export function checks(): readonly Check[] {
  const running = started();
  const nodes = (seeded?.nodes ?? []).map((node) => node.name);
  return [
    { name: 'effective requests', run: () => effectiveRequests(running, nodes) },
    { name: 'a right that is missing', run: () => missingRight(running) },
    { name: 'a list that outlives its snapshot', run: () => expiredList(running) },
    { name: 'kubectl against the stand-in', run: () => kubectlAgainstStandIn(kubectl ?? 'kubectl') },
  ];
}

function started(): ControlPlane {
  if (plane === undefined) throw new Error('the peer has not been started');
  return plane;
}

function rights() {
  const rules = [
    { apiGroups: [''], resources: ['pods', 'nodes'], verbs: ['list'] },
    { apiGroups: ['apps'], resources: ['deployments'], verbs: ['list'] },
    { apiGroups: ['metrics.k8s.io'], resources: ['pods'], verbs: ['list'] },
  ];
  const group = 'rbac.authorization.k8s.io';
  return {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace: 'web', name: 'metta-dd' } },
      { apiVersion: `${group}/v1`, kind: 'ClusterRole', metadata: { name: 'metta-dd' }, rules },
      {
        apiVersion: `${group}/v1`,
        kind: 'ClusterRoleBinding',
        metadata: { name: 'metta-dd' },
        roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'metta-dd' },
        subjects: [{ kind: 'ServiceAccount', namespace: 'web', name: 'metta-dd' }],
      },
    ],
  };
}
