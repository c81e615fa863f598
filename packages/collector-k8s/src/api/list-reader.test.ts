import type { StandIn } from '@metta-dd/local-datadog';
import { type KubernetesOptions, pod } from '@metta-dd/sandbox';
import { expect, test } from 'vitest';
import { AT, collected, serving, valuesOf } from '../../test/collected.js';

const pods = Array.from({ length: 12 }, (_, index) => pod({ namespace: 'web', name: `pod-${index}`, phase: 'Failed' }));
const FAILED = 'k8s.pods.failed';

async function read(options: KubernetesOptions = {}, script: (standIn: StandIn) => void = () => {}) {
  return serving({ pods }, options, async (standIn) => {
    script(standIn);
    const report = await collected({ url: standIn.url, config: { pageSize: 5, usage: false, nodes: false } });
    const asked = standIn.requests.filter(({ path }) => path === '/api/v1/pods');
    const reason = report.failures.find(({ metrics }) => metrics.includes(FAILED))?.reason;
    return { value: valuesOf(report)[FAILED], reason, requests: asked.length, warnings: report.warnings, asked };
  });
}

const list = (items: readonly unknown[], token?: string) => ({
  status: 200,
  body: { kind: 'PodList', apiVersion: 'v1', metadata: token === undefined ? {} : { continue: token }, items },
});

test('reads all pages, each once', async () => {
  const { value, requests, asked } = await read();

  expect([value, requests]).toEqual([12, 3]);
  expect(asked.map(({ query }) => query.limit)).toEqual([['5'], ['5'], ['5']]);
});

test('an empty page with a continue token is not the end', async () => {
  const { value, requests } = await read({ emptyPages: true });

  expect([value, requests]).toEqual([12, 5]);
});

test('a token that expired starts the list anew', async () => {
  const { value, requests, warnings } = await read({ expiredTokens: 1 });

  expect([value, requests, warnings]).toEqual([12, 5, []]);
});

test('when it expires again, the list goes on from a newer snapshot and says so', async () => {
  const { value, requests, warnings } = await read({ expiredTokens: 2 });

  expect([value, requests]).toEqual([12, 6]);
  expect(warnings).toEqual([
    {
      message: 'a list spans two snapshots, since it took longer than the server keeps one',
      fields: { list: 'pods in test' },
    },
  ]);
});

test('counts no pod twice that comes again in the newer snapshot', async () => {
  const { value } = await read({ expiredTokens: 1 }, ({ faults }) => {
    const gone = { status: 410, body: { kind: 'Status', metadata: { continue: 'newer' }, reason: 'Expired' } };
    faults.add({ match: { query: { continue: 'newer' } }, ...list(pods.slice(3)) });
    faults.add({ match: { path: '/api/v1/pods', query: { continue: '*' } }, ...gone, times: 2 });
  });

  expect(value).toBe(12);
});

test('fails where the list expires twice and there is no way to go on', async () => {
  const { value, reason } = await read({}, ({ faults }) => {
    faults.add({ match: { path: '/api/v1/pods', query: { continue: '*' } }, status: 410, body: { kind: 'Status' } });
  });

  expect([value, reason]).toEqual([
    undefined,
    'cannot fetch pods: cannot list pods in test: the list expired twice, and the server offers no way to go on',
  ]);
});

test.each([
  ['a token leads back', list([], 'round'), 'a page leads back to one that was read'],
  ['items come again', list(pods.slice(0, 5), 'other'), 'a page came twice, as if they had no end'],
  ['the answer is a list of JSON', { status: 200, body: [] }, 'the answer is no list of the Kubernetes API'],
  ['there are no items', { status: 200, body: { kind: 'PodList' } }, 'the answer has no items'],
  [
    'there is HTML',
    { status: 200, body: '<!doctype html><title>Sign in</title>' },
    '200 with a page of HTML instead of JSON',
  ],
])('fails where %s', async (_, answer, expected) => {
  const { value, reason } = await read({}, ({ faults }) => {
    faults.add({ match: { path: '/api/v1/pods', query: { continue: '*' } }, ...answer });
  });

  expect([value, reason?.replace(/^.*test: /, '')]).toEqual([undefined, expected]);
});

test.each([
  [{ metadata: { name: 'a', namespace: 'web', uid: 'u' }, status: {} }, 'web/a: phase is missing'],
  [{ metadata: { namespace: 'web' }, status: { phase: 'Running' } }, 'web: name is missing'],
  [{ ...pods[0], spec: { containers: {} } }, 'web/pod-0: containers is no list of objects'],
  [pod({ namespace: 'web', name: 'b', requests: { cpu: '1 core' } }), 'web/b: cpu is no quantity: "1 core"'],
  [{ kind: 'Pod' }, 'an item without metadata: namespace is missing'],
  ['pod', 'an item is no object'],
])('a pod that cannot be read is no reason to count the others: %j', async (item, expected) => {
  const { value, reason } = await read({}, ({ faults }) => {
    faults.add({ match: { path: '/api/v1/pods' }, ...list([pods[1], item]) });
  });

  expect([value, reason]).toEqual([undefined, `cannot fetch pods: cannot read pods in test: ${expected}`]);
});

test('a fault of a moment costs a request and no value', async () => {
  const { value, requests } = await read({}, ({ faults }) => {
    faults.add({
      match: { path: '/api/v1/pods', query: { continue: '*' } },
      status: 429,
      headers: { 'retry-after': '1' },
      body: '',
      times: 2,
    });
  });

  expect([value, requests]).toEqual([12, 5]);
});

test('unknown fields are nobody’s business', async () => {
  const odd = { ...pods[0], spec: { ...Object(pods[0]?.spec), future: [1] }, future: { deep: null } };

  const { value } = await read({}, ({ faults }) => faults.add({ match: { path: '/api/v1/pods' }, ...list([odd]) }));

  expect(value).toBe(1);
});

test('asks once for pods, usage, nodes and deployments of a small cluster', async () => {
  const { requests, paths } = await serving({ pods }, {}, async ({ url, requests: asked }) => {
    const report = await collected({ url, startedAt: AT });
    return { requests: report.requests, paths: asked.map(({ path }) => path).toSorted() };
  });

  expect([requests, paths]).toEqual([
    4,
    ['/api/v1/nodes', '/api/v1/pods', '/apis/apps/v1/deployments', '/apis/metrics.k8s.io/v1beta1/pods'],
  ]);
});

test('refuses a list in which a pod stands on two pages, since no list of one snapshot has that', async () => {
  const { value, reason } = await read({}, ({ faults }) => {
    faults.add({ match: { path: '/api/v1/pods', query: { continue: '*' } }, ...list([pods[5], pods[4]]) });
  });

  expect([value, reason]).toEqual([undefined, 'cannot fetch pods: cannot list pods in test: an object came twice']);
});
