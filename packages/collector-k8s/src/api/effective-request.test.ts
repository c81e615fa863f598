import fc from 'fast-check';
import { expect, test } from 'vitest';
import { overheadOf, requestOf } from './effective-request.js';
import type { Json } from './json.js';

const MI = 2 ** 20;

const container = (requests: Json, more: Json = {}): Json => ({ name: 'main', resources: { requests }, ...more });
const init = (requests: Json, more: Json = {}): Json => container(requests, { name: 'init', ...more });
const sidecar = (requests: Json, more: Json = {}): Json =>
  container(requests, { name: 'side', restartPolicy: 'Always', ...more });

function requested(spec: Json, status: Json = {}) {
  const request = requestOf(spec, status);
  return [request('cpu', 9) / 1e9, request('memory', 0) / MI];
}

// What `kubectl describe node` 1.36 prints for these pods.
test.each([
  [
    'adds containers',
    { containers: [container({ cpu: '250m', memory: '1.5Gi' }), container({ cpu: '100m', memory: '128Mi' })] },
    [0.35, 1664],
  ],
  [
    'takes the larger of main and init',
    { containers: [container({ cpu: '100m', memory: '64Mi' })], initContainers: [init({ cpu: '2', memory: '1Gi' })] },
    [2, 1024],
  ],
  [
    'runs an init container beside the sidecars before it',
    {
      containers: [container({ cpu: '200m', memory: '100Mi' })],
      initContainers: [sidecar({ cpu: '100m', memory: '50Mi' }), init({ cpu: '250m', memory: '10Mi' })],
    },
    [0.35, 150],
  ],
  [
    'runs an init container without the sidecars after it',
    { containers: [container({ cpu: '200m' })], initContainers: [init({ cpu: '250m' }), sidecar({ cpu: '100m' })] },
    [0.3, 0],
  ],
  [
    'lets the pod level replace cpu alone',
    { resources: { requests: { cpu: '1' } }, containers: [container({ cpu: '100m', memory: '64Mi' })] },
    [1, 64],
  ],
  ['has nothing of a pod without requests', { containers: [{ name: 'main' }], initContainers: null }, [0, 0]],
])('%s', (_, spec, expected) => {
  expect(requested(spec)).toEqual(expected);
});

test('leaves overhead to whoever accounts for nodes', () => {
  const spec = { containers: [container({ cpu: '1e-1', memory: '1e8' })], overhead: { cpu: '50m', memory: '20Mi' } };
  const [request, overhead] = [requestOf(spec, {}), overheadOf(spec)];

  const cpu = request('cpu', 9) + overhead('cpu', 9);
  const memory = request('memory', 0) + overhead('memory', 0);

  expect([request('cpu', 9), cpu, memory]).toEqual([100_000_000, 150_000_000, 120_971_520]);
});

test('a pod level request does not replace devices', () => {
  const request = requestOf(
    {
      resources: { requests: { cpu: '1', 'nvidia.com/gpu': '9' } },
      containers: [container({ 'nvidia.com/gpu': '4' })],
    },
    {},
  );

  expect(request('nvidia.com/gpu', 0)).toBe(4);
});

const resizing = (container: Json, conditions: readonly Json[] = []) => ({
  containerStatuses: [container],
  conditions,
});
const given = { name: 'main', resources: { requests: { cpu: '2', memory: '64Mi' } }, allocatedResources: { cpu: '3' } };
const spec = { containers: [container({ cpu: '1', memory: '512Mi' })] };

test.each([
  ['takes the largest of what is asked, allocated and given', resizing(given), [3, 512]],
  [
    'forgets what is asked where it is infeasible',
    resizing(given, [{ type: 'PodResizePending', reason: 'Infeasible' }]),
    [3, 64],
  ],
  [
    'keeps what is asked where it is deferred',
    resizing(given, [{ type: 'PodResizePending', reason: 'Deferred' }]),
    [3, 512],
  ],
  [
    'ignores an allocation of a status without resources',
    resizing({ name: 'main', allocatedResources: { cpu: '3' } }),
    [1, 512],
  ],
  ['ignores the status of another container', resizing({ ...given, name: 'other' }), [1, 512]],
])('of a pod that is resized in place: %s', (_, status, expected) => {
  expect(requested(spec, status)).toEqual(expected);
});

test('an ordinary init container is never resized, a sidecar is', () => {
  const initContainerStatuses = ['init', 'side'].map((name) => ({ ...given, name }));

  const ofInit = requested({ containers: [], initContainers: [init({ cpu: '1' })] }, { initContainerStatuses });
  const ofSidecar = requested({ containers: [], initContainers: [sidecar({ cpu: '1' })] }, { initContainerStatuses });

  expect([ofInit, ofSidecar]).toEqual([
    [1, 0],
    [3, 64],
  ]);
});

test('is never less than its containers, nor than any init container', () => {
  const millis = fc.array(fc.integer({ min: 0, max: 4000 }), { maxLength: 5 });
  fc.assert(
    fc.property(
      millis,
      fc.array(fc.tuple(fc.integer({ min: 0, max: 4000 }), fc.boolean()), { maxLength: 5 }),
      (main, inits) => {
        const [cpu = 0] = requested({
          containers: main.map((amount) => container({ cpu: `${amount}m` })),
          initContainers: inits.map(([amount, always]) => (always ? sidecar : init)({ cpu: `${amount}m` })),
        });

        const sum = (amounts: readonly number[]) => amounts.reduce((total, one) => total + one, 0);
        const sidecars = inits.flatMap(([amount, always]) => (always ? [amount] : []));
        const atInit = inits.map(
          ([amount], index) => amount + sum(inits.slice(0, index).flatMap(([one, always]) => (always ? [one] : []))),
        );
        expect(Math.round(cpu * 1000)).toBe(Math.max(sum(main) + sum(sidecars), ...atInit));
      },
    ),
  );
});

test('names the resource and the text that is no quantity', () => {
  expect(() => requested({ containers: [container({ cpu: '1 core' })] })).toThrow('cpu is no quantity: "1 core"');
});
