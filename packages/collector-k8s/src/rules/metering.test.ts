import { expect, test } from 'vitest';
import { podOf } from '../../test/pod.js';
import type { Node } from '../api/node.js';
import type { Pod } from '../api/pod.js';
import { meter, partialReason } from './metering.js';

const MINUTE = 60;
const NOW = Date.parse('2026-11-20T12:00:00Z') / 1000;
const OPTIONS = { answeredAt: NOW, minPodAge: 0 };

const usageOf = ({ namespace, name }: Pod, at = NOW) => ({ namespace, name, at, cpu: 5, memory: 7 });
const node = (name: string, ready = true): Node => ({ uid: name, name, ready, allocatableGpus: 0 });

test.each([
  ['a running pod with usage', podOf(), NOW, 'metered'],
  ['one whose usage is younger than 5 minutes', podOf(), NOW - 5 * MINUTE + 1, 'metered'],
  ['one whose usage is 5 minutes old', podOf(), NOW - 5 * MINUTE, 'unmetered'],
  ['one without usage', podOf(), undefined, 'unmetered'],
  ['one that is being deleted', podOf({ deleting: true }), NOW, 'neither'],
  ['one that is pending', podOf({ phase: 'Pending' }), undefined, 'neither'],
  ['one of a phase that is not known yet', podOf({ phase: 'Hibernated' }), NOW, 'neither'],
])('%s is counted right', (_, pod, at, expected) => {
  const usage = at === undefined ? [] : [usageOf(pod, at)];

  const { metered, unmetered } = meter([pod], usage, OPTIONS);

  expect(metered.length === 1 ? 'metered' : unmetered.length === 1 ? 'unmetered' : 'neither').toBe(expected);
});

test('joins by namespace and name', () => {
  const pods = [podOf({ namespace: 'a' }), podOf({ namespace: 'b' })];

  const { metered, unmetered } = meter(pods, [usageOf(podOf({ namespace: 'b' }))], OPTIONS);

  expect([metered, unmetered]).toEqual([[{ pod: pods[1], usage: usageOf(podOf({ namespace: 'b' })) }], [pods[0]]]);
});

test('leaves pods out that are younger than configured', () => {
  const pods = [
    podOf({ name: 'old', createdAt: NOW - 10 * MINUTE }),
    podOf({ name: 'young', createdAt: NOW - 9 * MINUTE }),
  ];

  const { metered, unmetered } = meter(
    pods,
    pods.map((pod) => usageOf(pod)),
    { ...OPTIONS, minPodAge: 10 * MINUTE },
  );

  expect([metered.map(({ pod }) => pod.name), unmetered]).toEqual([['old'], []]);
});

function reason(told: readonly Pod[], silent: readonly Pod[], nodes?: readonly Node[], meteredNodesPct = 95) {
  const metering = { metered: told.map((pod) => ({ pod, usage: { cpu: 1, memory: 1 } })), unmetered: silent };
  return partialReason(metering, nodes, { answeredAt: NOW, meteredNodesPct });
}

test('no usage at all is none', () => {
  expect(reason([], [podOf(), podOf()])).toBe(
    'none of 2 running pods has fresh usage: metrics-server is starting, or cannot ask the kubelets',
  );
});

test('nothing runs, nothing is missing', () => {
  expect(reason([], [])).toBeUndefined();
});

test('a node whose pods all keep silent makes usage partial', () => {
  expect(reason([podOf()], [podOf({ node: 'n2' })], [node('n1'), node('n2')])).toBe(
    'usage is partial: 1 of 2 nodes with running pods tell none, for instance n2',
  );
});

test.each([
  ['some pods of a node are silent', podOf({ name: 'restarted' }), [node('n1')]],
  ['the silent node is not ready', podOf({ node: 'n2' }), [node('n1'), node('n2', false)]],
  [
    'all pods of the silent node have just started',
    podOf({ node: 'n2', startedAt: NOW - MINUTE }),
    [node('n1'), node('n2')],
  ],
])('usage is whole although %s', (_, silent, nodes) => {
  expect(reason([podOf()], [silent], nodes)).toBeUndefined();
});

test('of many nodes a few may be silent', () => {
  const told = Array.from({ length: 19 }, (_, index) => podOf({ node: `n${index}` }));

  const few = reason(told, [podOf({ node: 'silent' })]);
  const more = reason(told, [podOf({ node: 'silent' }), podOf({ node: 'mute' })]);

  expect([few, more]).toEqual([
    undefined,
    'usage is partial: 2 of 21 nodes with running pods tell none, for instance silent',
  ]);
});
