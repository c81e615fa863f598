import { metricsOf } from '@metta-dd/core';
import {
  containerStatus,
  deployment,
  type KubernetesWorld,
  node,
  type PodSketch,
  pod,
  podMetrics,
} from '@metta-dd/sandbox';
import { noDataOf } from '@metta-dd/test-kit';
import { describe, expect, test } from 'vitest';
import { AT, collectedFrom, valuesOf } from '../test/collected.js';
import k8s from './index.js';

const minutesAgo = (minutes: number) => new Date(AT.getTime() - minutes * 60_000).toISOString();
const waiting = (reason: string) => containerStatus('main', { waiting: { reason } });
const oomKilled = (hoursAgo: number) => ({
  terminated: { reason: 'OOMKilled', exitCode: 137, finishedAt: minutesAgo(60 * hoursAgo) },
});

const NODES = [
  node('n1', 'True', { cpu: '16', memory: '64Gi' }),
  node('n2', 'True', { cpu: '96', 'nvidia.com/gpu': '8' }),
  node('n3', 'Unknown', { 'nvidia.com/gpu': '4', 'amd.com/gpu': '2' }),
];

let number = 0;
const some = (sketch: Partial<PodSketch> = {}) => {
  number += 1;
  return pod({
    namespace: 'web',
    name: `pod-${number}`,
    node: 'n1',
    ...sketch,
    status: { startTime: minutesAgo(120), ...sketch.status },
  });
};

/** A running pod with its usage. */
function using(requests: Record<string, string>, usage: readonly Record<string, string>[], namespace = 'web') {
  const made = some({ requests, namespace });
  return { pod: made, usage: podMetrics(namespace, made.metadata.name, AT, usage) };
}

function worldOf(
  used: readonly ReturnType<typeof using>[],
  more: Partial<KubernetesWorld> = {},
): Partial<KubernetesWorld> {
  return { nodes: NODES, pods: used.map((one) => one.pod), podMetrics: used.map((one) => one.usage), ...more };
}

test('counts what pods request and do not use', async () => {
  const world = worldOf([
    using({ cpu: '1', memory: '2Gi' }, [
      { cpu: '100000000n', memory: '512Mi' },
      { cpu: '150m', memory: '524288Ki' },
    ]),
    using({ cpu: '500m' }, [{ cpu: '900m', memory: '64Mi' }]),
    using({}, [{ cpu: '400u', memory: '4Mi' }], 'batch'),
  ]);

  const values = valuesOf(await collectedFrom(world, { byNamespace: {} }));

  expect(values).toMatchObject({
    'k8s.resources.cpu_waste_cores': 0.75,
    'k8s.resources.memory_waste_gb': 1,
    'k8s.resources.cpu_efficiency_pct': 115 / 1.5,
    'k8s.resources.memory_efficiency_pct': 50,
    'k8s.resources.overallocated_pods': 0,
    'k8s.resources.by_namespace.cpu_waste_cores{namespace:web}': 0.75,
    'k8s.resources.by_namespace.cpu_waste_cores{namespace:batch}': 0,
    'k8s.resources.by_namespace.memory_waste_gb{namespace:web}': 1,
    'k8s.pods.idle_count': 1,
    'k8s.pods.low_cpu_usage': 1,
    'k8s.pods.low_memory_usage': 1,
    'k8s.pods.unmetered': 0,
  });
});

test('counts each pod once, whatever its containers go through', async () => {
  const pods = [
    some({ status: { containerStatuses: [waiting('CrashLoopBackOff'), waiting('CrashLoopBackOff')] } }),
    some({ phase: 'Pending', status: { initContainerStatuses: [waiting('CrashLoopBackOff')] } }),
    some({ phase: 'Failed', status: { reason: 'Evicted' } }),
    some({ phase: 'Succeeded' }),
    some({ phase: 'Hibernated' }),
    some({
      phase: 'Pending',
      status: { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }] },
    }),
    some({
      phase: 'Pending',
      status: { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] },
    }),
    ...['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull', 'ImageInspectError'].map(
      (reason) => some({ phase: 'Pending', status: { containerStatuses: [waiting(reason)] } }),
    ),
    ...['RegistryUnavailable', 'SignatureValidationFailed', 'ContainerCreating', 'CreateContainerConfigError'].map(
      (reason) => some({ phase: 'Pending', status: { initContainerStatuses: [waiting(reason)] } }),
    ),
    some({
      status: { containerStatuses: [containerStatus('main', {}, { lastState: oomKilled(23), restartCount: 6 })] },
    }),
    some({ status: { initContainerStatuses: [containerStatus('init', oomKilled(1), { restartCount: 5 })] } }),
    some({ status: { containerStatuses: [containerStatus('main', {}, { lastState: oomKilled(24) })] } }),
  ];

  const values = valuesOf(await collectedFrom({ pods, nodes: NODES }));

  expect(values).toMatchObject({
    'k8s.pods.crash_looping': 2,
    'k8s.pods.failed': 1,
    'k8s.pods.pending': 12,
    'k8s.pods.unschedulable': 1,
    'k8s.pods.oomkilled_24h': 2,
    'k8s.pods.high_restarts': 1,
    'k8s.pods.image_pull_errors': 7,
  });
});

test('counts nodes, deployments and GPUs', async () => {
  const pods = [
    some({ node: 'n2', requests: { 'nvidia.com/gpu': '3' } }),
    some({ node: 'n2', phase: 'Pending', requests: { 'nvidia.com/gpu': '8' } }),
    some({ node: 'n3', phase: 'Unknown', requests: { 'nvidia.com/gpu': '2' } }),
  ];
  const deployments = [deployment('web', 'a', 0), deployment('web', 'b', 2), deployment('web', 'c')];

  const values = valuesOf(await collectedFrom({ pods, deployments, nodes: NODES }));
  const withAmd = valuesOf(await collectedFrom({ nodes: NODES }, { gpuResources: ['nvidia.com/gpu', 'amd.com/gpu'] }));

  expect(values).toMatchObject({
    'k8s.nodes.total': 3,
    'k8s.nodes.not_ready': 1,
    'k8s.gpus.allocatable': 12,
    'k8s.gpus.requested': 3,
    'k8s.deployments.zero_replicas': 1,
  });
  expect(withAmd['k8s.gpus.allocatable']).toBe(14);
});

const USAGE = k8s.collectors
  .flatMap(metricsOf)
  .map(({ spec }) => spec.name)
  .filter((name) => /resources|idle|low_/.test(name));
const used = [using({ cpu: '1' }, [{ cpu: '1m', memory: '1Mi' }])];

describe('there is no waste', () => {
  const STARTING = 'none of 1 running pods has fresh usage: metrics-server is starting, or cannot ask the kubelets';

  test('while the metrics API answers with an empty list', async () => {
    const report = await collectedFrom(worldOf(used, { podMetrics: [] }), { byNamespace: {} });

    expect(noDataOf(report)).toEqual(Object.fromEntries(USAGE.map((name) => [name, STARTING])));
    expect(valuesOf(report)['k8s.pods.unmetered']).toBe(1);
  });

  test('while what it answers is old', async () => {
    const old = used.map(({ pod: { metadata }, usage }) => ({ ...usage, metadata, timestamp: minutesAgo(6) }));

    const report = await collectedFrom(worldOf(used, { podMetrics: old }), { byNamespace: {} });

    expect(noDataOf(report)['k8s.resources.cpu_waste_cores']).toBe(STARTING);
  });

  test('while a ready node tells nothing', async () => {
    const pods = [...used.map((one) => one.pod), some({ node: 'n2', requests: { cpu: '32' } })];

    const report = await collectedFrom(worldOf(used, { pods }));

    expect(noDataOf(report)['k8s.resources.cpu_waste_cores']).toBe(
      'usage is partial: 1 of 2 nodes with running pods tell none, for instance n2',
    );
  });

  test('of a single pod that tells none', async () => {
    const pods = [...used.map((one) => one.pod), some({ requests: { cpu: '32' } })];

    const values = valuesOf(await collectedFrom(worldOf(used, { pods })));

    expect([values['k8s.resources.cpu_waste_cores'], values['k8s.pods.unmetered']]).toEqual([0.999, 1]);
  });

  test('where usage is switched off', async () => {
    const report = await collectedFrom(worldOf(used), { usage: false, byNamespace: {} });

    const reason = 'usage is switched off: set usage: true';
    expect(noDataOf(report)).toEqual(
      Object.fromEntries([...USAGE, 'k8s.pods.unmetered'].map((name) => [name, reason])),
    );
    expect(report.requests).toBe(3);
  });
});

test.each([
  ['missing', '404', 'install metrics-server'],
  ['unavailable', '503 Service Unavailable', 'kubectl get apiservice'],
] as const)('with the metrics API %s only the metrics of usage fail', async (metrics, reason, hint) => {
  const report = await collectedFrom(worldOf(used), { byNamespace: {} }, { metrics });

  expect(report.failures.flatMap((failure) => failure.metrics).toSorted()).toEqual(
    [...USAGE, 'k8s.pods.unmetered'].toSorted(),
  );
  expect(report.failures[0]?.reason).toContain(`cannot fetch usage: cannot list usage of pods in test: ${reason}`);
  expect(report.failures[0]?.hint).toContain(hint);
  expect(valuesOf(report)).toMatchObject({ 'k8s.pods.pending': 0, 'k8s.nodes.total': 3 });
});

test.each([
  ['pods', '', 19],
  ['nodes', '', 3],
  ['deployments.apps', 'apps', 1],
  ['pods.metrics.k8s.io', 'metrics.k8s.io', 11],
])('without the right to list %s its metrics fail, with the rule to add', async (resource, group, count) => {
  const report = await collectedFrom(worldOf(used), { byNamespace: {} }, { forbidden: [resource] });

  const failed = report.failures.filter(({ authentication }) => authentication);
  const name = resource.split('.')[0];
  expect(report.failures.flatMap(({ metrics }) => metrics).length).toBe(count);
  expect(failed[0]?.reason).toContain(`403 ${resource} is forbidden: User "system:serviceaccount:monitoring:metta-dd"`);
  expect(failed[0]?.hint).toBe(
    `add {apiGroups: ["${group}"], resources: ["${name}"], verbs: ["list"]} to a ClusterRole that is bound to system:serviceaccount:monitoring:metta-dd`,
  );
});

test('reads only the namespaces it is told to', async () => {
  const world = worldOf([
    using({ cpu: '1' }, [{ cpu: '0', memory: '0' }], 'web'),
    using({ cpu: '2' }, [{ cpu: '0', memory: '0' }], 'train'),
    using({ cpu: '4' }, [{ cpu: '0', memory: '0' }], 'batch'),
  ]);

  const named = valuesOf(await collectedFrom(world, { namespaces: ['web', 'train'], nodes: false }));
  const excluded = valuesOf(await collectedFrom(world, { excludeNamespaces: ['train'] }));

  expect([named['k8s.resources.cpu_waste_cores'], excluded['k8s.resources.cpu_waste_cores']]).toEqual([3, 5]);
});

test('selects pods by label', async () => {
  const pods = ['web', 'api'].map((app) => some({ phase: 'Failed', metadata: { labels: { app } } }));

  const values = valuesOf(await collectedFrom({ pods }, { labelSelector: 'app=web' }));

  expect(values['k8s.pods.failed']).toBe(1);
});

test('says what is switched off', async () => {
  const report = await collectedFrom({ nodes: NODES }, { nodes: false });

  expect(noDataOf(report)).toMatchObject({
    'k8s.nodes.total': 'nodes are switched off: set nodes: true',
    'k8s.nodes.not_ready': 'nodes are switched off: set nodes: true',
    'k8s.gpus.allocatable': 'nodes are switched off: set nodes: true',
    'k8s.resources.by_namespace.cpu_waste_cores': 'the breakdown by namespace is switched off: set byNamespace: {}',
  });
});

test('warns of namespaces that are cut off', async () => {
  const world = worldOf(
    ['a', 'b', 'c'].map((namespace) => using({ cpu: '1' }, [{ cpu: '0', memory: '0' }], namespace)),
  );

  const report = await collectedFrom(world, { byNamespace: { maxValues: 1 } });

  expect(valuesOf(report)).toMatchObject({
    'k8s.resources.by_namespace.cpu_waste_cores{namespace:a}': 1,
    'k8s.resources.by_namespace.cpu_waste_cores{namespace:other}': 2,
  });
  expect(report.warnings).toContainEqual({
    message: 'namespaces beyond maxValues are counted as other',
    fields: { namespaces: 2, maxValues: 1 },
  });
});

test('the thresholds of idle, low and overallocated can be set', async () => {
  const world = worldOf([using({ cpu: '1' }, [{ cpu: '300m', memory: '300Mi' }])]);
  const thresholds = { idleCpu: '1', idleMemory: '1Gi', lowCpu: '301m', lowMemory: '0.3Gi', overallocatedRatio: 0.5 };

  const values = valuesOf(await collectedFrom(world, { thresholds }));

  expect(values).toMatchObject({
    'k8s.pods.idle_count': 1,
    'k8s.pods.low_cpu_usage': 1,
    'k8s.pods.low_memory_usage': 1,
    'k8s.resources.overallocated_pods': 1,
  });
});
