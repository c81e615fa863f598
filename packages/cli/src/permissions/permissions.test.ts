import { expect, test } from 'vitest';
import { grantOf } from './grants.js';
import { needsOf } from './needs.js';

const metric = (name: string, needs: readonly string[], event = false) => {
  return { name, needs, event, type: 'gauge', description: '', present: false, tags: {} };
};

const METRICS = [
  metric('x.a', ['one:read', 'two:read']),
  metric('x.b', ['two:read']),
  metric('x.seen', ['three:read'], true),
];

const needs = (...names: string[]) => names.map((need) => ({ need, metrics: ['x.a'] }));

test('needs what exactly the enabled metrics need', () => {
  const all = needsOf(METRICS, [{ filter: {}, events: true }]);
  const narrowed = needsOf(METRICS, [{ filter: { exclude: ['x.a'] }, events: false }]);
  const none = needsOf(METRICS, [{ filter: { include: ['y.*'] }, events: true }]);

  expect(all).toEqual([
    { need: 'one:read', metrics: ['x.a'] },
    { need: 'three:read', metrics: ['x.seen'] },
    { need: 'two:read', metrics: ['x.a', 'x.b'] },
  ]);
  expect(narrowed).toEqual([{ need: 'two:read', metrics: ['x.b'] }]);
  expect(none).toEqual([]);
});

test('needs what any of several instances needs', () => {
  const both = needsOf(METRICS, [
    { filter: { include: ['x.b'] }, events: false },
    { filter: { include: ['x.seen'] }, events: true },
  ]);

  expect(both.map(({ need }) => need)).toEqual(['three:read', 'two:read']);
});

test('makes an IAM policy of actions', () => {
  expect(grantOf('ec2', needs('ec2:DescribeInstances', 'pricing:GetProducts'))).toEqual({
    kind: 'iam',
    document: {
      Version: '2012-10-17',
      Statement: [
        { Sid: 'MettaDd', Effect: 'Allow', Action: ['ec2:DescribeInstances', 'pricing:GetProducts'], Resource: '*' },
      ],
    },
  });
});

test('makes a cluster role of verbs on resources', () => {
  expect(grantOf('k8s', needs('deployments.apps:list', 'nodes:list', 'pods.metrics.k8s.io:list', 'pods:list'))).toEqual(
    {
      kind: 'kubernetes',
      document: {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { name: 'metta-dd' },
        rules: [
          { apiGroups: ['apps'], resources: ['deployments'], verbs: ['list'] },
          { apiGroups: [''], resources: ['nodes', 'pods'], verbs: ['list'] },
          { apiGroups: ['metrics.k8s.io'], resources: ['pods'], verbs: ['list'] },
        ],
      },
    },
  );
});

test('gives GitHub its names of permissions, the stronger one of two', () => {
  expect(grantOf('github', needs('actions:read', 'checks:write', 'checks:read'))).toEqual({
    kind: 'github',
    document: { permissions: { actions: 'read', checks: 'write' } },
  });
});

test('lists what has no document of its own', () => {
  expect([grantOf('asana', needs('tasks:read')), grantOf('skypilot', needs('viewer')), grantOf('none', [])]).toEqual([
    { kind: 'scopes', document: { scopes: ['tasks:read'] } },
    { kind: 'scopes', document: { scopes: ['viewer'] } },
    { kind: 'scopes', document: { scopes: [] } },
  ]);
});
