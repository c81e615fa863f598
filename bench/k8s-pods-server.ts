// A process of its own: the API server of a cluster of PODS pods, 6.7 kB each in pages of the asked size, with usage.
import { createServer } from 'node:http';

const count = Number(process.argv[2] ?? 0);
const now = new Date().toISOString();
const managed = Array.from({ length: 8 }, (_, index) => ({
  manager: 'kubelet',
  operation: 'Update',
  apiVersion: 'v1',
  time: now,
  fieldsV1: { [`f:status${index}`]: { 'f:conditions': {}, 'f:phase': {} } },
}));
const annotation = 'x'.repeat(4_500);

function pod(index: number): object {
  const requests = { cpu: `${100 + (index % 900)}m`, memory: `${64 + (index % 512)}Mi` };
  const state = { running: { startedAt: '2026-11-01T00:00:00Z' } };
  return {
    metadata: {
      name: `pod-${index}`,
      namespace: `namespace-${index % 200}`,
      uid: `0b5f8c1e-0000-4000-8000-${String(index).padStart(12, '0')}`,
      creationTimestamp: '2026-11-01T00:00:00Z',
      labels: { app: `app-${index % 50}` },
      annotations: { note: annotation },
      managedFields: managed,
    },
    spec: {
      nodeName: `node-${index % 1000}`,
      containers: [
        { name: 'main', image: 'registry.example/main:1', resources: { requests }, env: [{ name: 'A', value: 'b' }] },
        { name: 'side', image: 'registry.example/side:1', resources: { requests: { cpu: '10m', memory: '16Mi' } } },
      ],
    },
    status: {
      phase: 'Running',
      startTime: '2026-11-01T00:00:00Z',
      conditions: [
        { type: 'Ready', status: 'True' },
        { type: 'PodScheduled', status: 'True' },
      ],
      containerStatuses: [
        { name: 'main', restartCount: 0, state, resources: { requests }, allocatedResources: requests },
        { name: 'side', restartCount: 1, state },
      ],
    },
  };
}

function usage(index: number): object {
  const metadata = { name: `pod-${index}`, namespace: `namespace-${index % 200}`, creationTimestamp: now };
  const main = { name: 'main', usage: { cpu: `${1_000_000 + index * 10}n`, memory: `${10_000 + index}Ki` } };
  return {
    metadata,
    timestamp: now,
    window: '15.01s',
    containers: [main, { name: 'side', usage: { cpu: '1000n', memory: '1000Ki' } }],
  };
}

function listFrom(from: number, limit: number): object {
  const end = Math.min(count, from + limit);
  const items = Array.from({ length: end - from }, (_, index) => pod(from + index));
  return { kind: 'PodList', apiVersion: 'v1', metadata: end < count ? { continue: String(end) } : {}, items };
}

const server = createServer((incoming, outgoing) => {
  const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  const ask = (name: string) => Number(searchParams.get(name) ?? 0);
  const body =
    pathname === '/api/v1/pods'
      ? listFrom(ask('continue'), ask('limit'))
      : {
          kind: 'List',
          metadata: {},
          items: pathname.includes('metrics') ? Array.from({ length: count }, (_, index) => usage(index)) : [],
        };
  outgoing.setHeader('content-type', 'application/json').end(JSON.stringify(body));
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
});
