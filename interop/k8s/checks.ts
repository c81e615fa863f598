import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { promisify } from 'node:util';
import { overheadOf, requestOf } from '../../packages/collector-k8s/dist/api/effective-request.js';
import { hintFor } from '../../packages/collector-k8s/dist/api/hint.js';
import { readList } from '../../packages/collector-k8s/dist/api/list-reader.js';
import { podReader } from '../../packages/collector-k8s/dist/api/pod.js';
import { createHttpClient } from '../../packages/core/dist/http/index.js';
import { startStandIn } from '../../packages/local-datadog/dist/index.js';
import { generateCluster, kubernetesHandler } from '../../packages/sandbox/dist/index.js';
import type { ControlPlane } from './control-plane.ts';
import { podLines } from './truth.ts';

const run = promisify(execFile);
interface Named {
  readonly namespace: string;
  readonly name: string;
}

const GRAIN = 1e-9;

/** Our formula against the pod lines of kubectl, for all pods that have one. */
export async function effectiveRequests(plane: ControlPlane, nodes: readonly string[]): Promise<string> {
  const lines = await podLines(plane, nodes);
  const { items } = JSON.parse(await plane.kubectl(['get', '--raw', '/api/v1/pods']));
  let compared = 0;
  for (const { metadata, spec, status } of items) {
    const line = lines.get(`${metadata.namespace}/${metadata.name}`);
    if (line === undefined) continue;
    const [asked, overhead] = [requestOf(spec, status), overheadOf(spec)];
    const cpu = (asked('cpu', 9) + overhead('cpu', 9)) / 1e9;
    const memory = asked('memory', 0) + overhead('memory', 0);
    assert.ok(Math.abs(cpu - line.cpu) < GRAIN, `${metadata.name}: cpu is ${cpu}, kubectl says ${line.cpu}`);
    assert.equal(memory, line.memory, `${metadata.name}: memory`);
    compared += 1;
  }
  assert.ok(compared > 0, 'kubectl printed no pod');
  return `${compared} pods as kubectl computes them`;
}

/** The text of the real authorizer is understood, so that the hint names the rule and the account. */
export async function missingRight(plane: ControlPlane): Promise<string> {
  await plane.kubectl(['-n', 'web', 'create', 'serviceaccount', 'nobody']);
  const { client } = await clientFor(plane, 'nobody');
  const failure: unknown = await client.get('/apis/apps/v1/deployments').catch((error: unknown) => error);
  const { hint, status } = Object(failure);
  const rule = '{apiGroups: ["apps"], resources: ["deployments"], verbs: ["list"]}';
  assert.equal(status, 403);
  assert.equal(hint, `add ${rule} to a ClusterRole that is bound to system:serviceaccount:web:nobody`);
  return hint;
}

/** A continue token that etcd's compaction has made invalid, once and twice. */
export async function expiredList(plane: ControlPlane): Promise<string> {
  const pods = JSON.parse(await plane.kubectl(['get', 'pods', '-A', '-o', 'json'])).items;
  const told: string[] = [];
  for (const times of [1, 2]) {
    let left = times;
    const { client, log } = await clientFor(plane, 'metta-dd', async () => {
      if (left-- <= 0) return;
      await plane.kubectl(['annotate', 'node', 'cpu-1', '--overwrite', `example.org/touched=${times}-${left}`]);
      await plane.compact();
    });
    const listing = {
      what: 'pods',
      path: '/api/v1/pods',
      query: { limit: 20 },
      read: podReader([]),
      keyOf: ({ namespace, name }: Named) => `${namespace}/${name}`,
    };
    const { items } = await readList(client, log, listing);
    assert.deepEqual(
      items.map(({ namespace, name }) => `${namespace}/${name}`).toSorted(),
      pods.map(({ metadata }: { readonly metadata: Named }) => `${metadata.namespace}/${metadata.name}`).toSorted(),
    );
    assert.equal(log.warnings.length, times - 1);
    told.push(`${times} x 410: ${items.length} pods`);
  }
  return told.join(', ');
}

/** A client of ours with the token of a service account; `afterPage` is awaited after each answer of 200. */
async function clientFor(plane: ControlPlane, account: string, afterPage: () => Promise<void> = async () => {}) {
  const kubeconfig = JSON.parse(await readFile(await plane.kubeconfigOf('web', account), 'utf8'));
  const { server, 'certificate-authority-data': ca } = kubeconfig.clusters[0].cluster;
  const { token } = kubeconfig.users[0].user;
  const agent = new Agent({ ca: Buffer.from(ca, 'base64') });
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const answer = await get(new URL(String(input)), new Headers(init?.headers), agent);
    if (answer.ok) await afterPage();
    return answer;
  };
  const warnings: string[] = [];
  const log = { debug: () => {}, warn: (message: string) => void warnings.push(message), protect: () => {}, warnings };
  const origin = 'the interop cluster';
  const connection = { server, tls: undefined, headers: async () => ({}), origin, refused: '' };
  const client = createHttpClient(
    { fetch, log, signal: AbortSignal.timeout(120_000) },
    {
      baseUrl: server,
      headers: () => ({ authorization: `Bearer ${token}` }),
      hint: hintFor({ group: 'apps', resource: 'deployments' }, undefined, connection),
    },
  );
  return { client, log };
}

async function get(url: URL, headers: Headers, agent: Agent): Promise<Response> {
  const asked = request(url, { agent, headers: Object.fromEntries(headers) });
  asked.end();
  const [incoming]: IncomingMessage[] = await once(asked, 'response');
  if (incoming === undefined) throw new Error(`no answer from ${url.host}`);
  const body = Buffer.concat(await incoming.toArray());
  return new Response(body, { status: incoming.statusCode ?? 0, headers: { date: incoming.headers.date ?? '' } });
}

/** The real kubectl reads our stand-in: lists, a node with its pods, and usage. */
export async function kubectlAgainstStandIn(kubectl: string): Promise<string> {
  const now = new Date();
  // Over plain HTTP kubectl sends no token: the stand-in asks for none.
  const standIn = await startStandIn({ handler: kubernetesHandler(generateCluster({ at: now, seed: 1 })), now });
  try {
    const ask = async (...args: readonly string[]) =>
      (await run(kubectl, ['--kubeconfig=/dev/null', `--server=${standIn.url}`, ...args])).stdout.trim();
    const linesOf = async (...args: readonly string[]) => (await ask(...args, '-A', '--no-headers')).split('\n').length;
    const pods = await linesOf('get', 'pods', '--chunk-size=40');
    const running = await linesOf('get', 'pods', '--field-selector=status.phase=Running');
    const top = await linesOf('top', 'pods');
    const node = await ask('describe', 'node', 'node-1');
    assert.ok(pods > running && running > top && top > 0, `${pods} pods, ${running} running, ${top} with usage`);
    assert.match(node, /^Non-terminated Pods: +\(\d+ in total\)/m);
    assert.deepEqual(standIn.unexpected, []);
    return `${pods} pods, ${running} running, ${top} with usage`;
  } finally {
    await standIn.close();
  }
}
