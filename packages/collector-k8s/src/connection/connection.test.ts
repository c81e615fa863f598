import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redactor } from '@metta-dd/test-kit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AT, collected, EMPTY, serving, TOKEN, valuesOf } from '../../test/collected.js';
import { pem, type Seen, secureServer } from '../../test/tls-server.js';

let folder: string;
const closing: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'metta-dd-k8s-'));
});

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
  await rm(folder, { recursive: true });
});

async function secure(onRequest?: () => void) {
  const server = await secureServer(onRequest);
  closing.push(server.close);
  return server;
}

async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

interface Sketch {
  readonly server: string;
  readonly user?: object;
  readonly cluster?: object;
  readonly name?: string;
}

function kubeconfig({ server, user = {}, cluster = {}, name = 'test' }: Sketch): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server, ...cluster } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    users: [{ name, user }],
  });
}

async function through(path: string, config: object = {}, redactor = new Redactor()) {
  return collected({ secrets: {}, redactor, config: { auth: 'kubeconfig', kubeconfig: path, ...config } });
}

const reasonOf = ({ failures }: Awaited<ReturnType<typeof collected>>) => [failures[0]?.reason, failures[0]?.hint];
const authority = { 'certificate-authority-data': base64(pem('authority')) };
const all = (one: Seen) => Array.from({ length: 4 }, () => one);

describe('inside a cluster', () => {
  const inCluster = (port: number, more: object = {}) => ({
    config: { serviceHost: '127.0.0.1', servicePort: String(port), serviceAccountDir: folder, ...more },
    secrets: {},
  });

  test('takes the token and the authority of the service account', async () => {
    const server = await secure();
    await file('token', 'sa-token-1\n');
    await file('ca.crt', pem('authority'));

    const report = await collected(inCluster(server.port));

    expect([report.state, report.requests]).toEqual(['ok', 4]);
    expect(server.seen).toEqual(all({ authorization: 'Bearer sa-token-1', client: undefined }));
  });

  test('reads a token that is replaced while it runs, and protects both', async () => {
    const redactor = new Redactor();
    const server = await secure();
    await file('token', 'first-sa-token');
    await file('ca.crt', pem('authority'));
    await collected({ ...inCluster(server.port), redactor });
    await file('token', 'second-sa-token');

    await collected({ ...inCluster(server.port), redactor });

    expect(new Set(server.seen.map(({ authorization }) => authorization))).toEqual(
      new Set(['Bearer first-sa-token', 'Bearer second-sa-token']),
    );
    expect(redactor.redact('first-sa-token second-sa-token')).toBe('[redacted] [redacted]');
  });

  test('says what a pod without a token is to do', async () => {
    const report = await collected(inCluster(1, { auth: 'in-cluster' }));

    expect(reasonOf(report)).toEqual([
      `cannot read the authority of the cluster: ENOENT: no such file or directory, open '${join(folder, 'ca.crt')}'`,
      'run in a pod whose service account token is mounted (automountServiceAccountToken), or set `auth: kubeconfig`',
    ]);
  });

  test('says that it is not inside one', async () => {
    const report = await collected({ config: { auth: 'in-cluster' }, secrets: {} });

    expect(reasonOf(report)[0]).toBe(
      'cannot reach the API server from inside the cluster: KUBERNETES_SERVICE_HOST is not set',
    );
  });

  test('refuses a server of another authority', async () => {
    const server = await secure();
    await file('token', 'sa-token');
    await file('ca.crt', pem('client'));

    const report = await collected(inCluster(server.port));

    expect(reasonOf(report)[1]).toBe(
      `the certificate of ${server.url} is not of the authority that the service account of this pod names`,
    );
    expect(server.seen).toEqual([]);
  });
});

describe('by a kubeconfig', () => {
  test('with a client certificate', async () => {
    const { url, seen } = await secure();
    const user = { 'client-certificate-data': base64(pem('client')), 'client-key-data': base64(pem('client-key')) };

    const report = await through(await file('config', kubeconfig({ server: url, user, cluster: authority })));

    expect([report.state, seen]).toEqual(['ok', all({ authorization: undefined, client: 'test-client' })]);
  });

  test('with files beside it', async () => {
    const { url, seen } = await secure();
    await file('ca.pem', pem('authority'));
    await file('token', 'token-of-a-file');
    const cluster = { 'certificate-authority': 'ca.pem' };
    const user = { tokenFile: join(folder, 'token') };

    await through(await file('config', kubeconfig({ server: url, user, cluster })));

    expect(seen).toEqual(all({ authorization: 'Bearer token-of-a-file', client: undefined }));
  });

  test('with a password', async () => {
    const { url, seen } = await secure();
    const user = { username: 'ada', password: 'lovelace' };
    const redactor = new Redactor();

    await through(await file('config', kubeconfig({ server: url, user, cluster: authority })), {}, redactor);

    expect(seen[0]?.authorization).toBe(`Basic ${base64('ada:lovelace')}`);
    expect(redactor.redact('lovelace')).toBe('[redacted]');
  });

  test('with a plugin that hands out a token', async () => {
    const { url, seen } = await secure();
    const credential = {
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { token: 'minted-1' },
    };
    const exec = { command: process.execPath, args: ['-e', `console.log('${JSON.stringify(credential)}')`] };
    const redactor = new Redactor();

    await through(await file('config', kubeconfig({ server: url, user: { exec }, cluster: authority })), {}, redactor);

    expect(seen).toEqual(all({ authorization: 'Bearer minted-1', client: undefined }));
    expect(redactor.redact('minted-1')).toBe('[redacted]');
  });

  test.each([
    [
      { command: 'no-such-plugin', installHint: 'install no-such-plugin' },
      /from the command no-such-plugin: spawn no-such-plugin ENOENT$/,
    ],
    [
      { command: process.execPath, args: ['-e', 'console.error("please log in"); process.exit(1)'] },
      /: please log in$/,
    ],
  ])('names the plugin that fails', async (exec, reason) => {
    const report = await through(await file('config', kubeconfig({ server: 'https://127.0.0.1:1', user: { exec } })));

    expect([report.state, report.failures[0]?.authentication, report.requests]).toEqual(['failed', true, 0]);
    expect(reasonOf(report)[0]).toMatch(reason);
  });

  test('without checking the certificate, with a warning', async () => {
    const { url } = await secure();
    const cluster = { 'insecure-skip-tls-verify': true };

    const report = await through(await file('config', kubeconfig({ server: url, cluster })));

    expect([report.state, report.warnings]).toEqual([
      'ok',
      [{ message: 'the certificate of the API server is not checked', fields: { cluster: 'test' } }],
    ]);
  });

  test('over plain HTTP, as kubectl does', async () => {
    const values = await serving(EMPTY, {}, async ({ url }) =>
      valuesOf(await through(await file('config', kubeconfig({ server: url, user: { token: TOKEN } })))),
    );

    expect(values['k8s.pods.failed']).toBe(0);
  });

  test('of several files, the first that says something', async () => {
    const { url, seen } = await secure();
    const first = await file('first', kubeconfig({ server: url, user: { token: 'first' }, cluster: authority }));
    const second = await file('second', kubeconfig({ server: 'https://127.0.0.1:1', user: { token: 'second' } }));

    await through([join(folder, 'missing'), first, second].join(':'));

    expect(seen[0]?.authorization).toBe('Bearer first');
  });

  test('names the contexts there are', async () => {
    const report = await through(await file('config', kubeconfig({ server: 'https://127.0.0.1:1' })), {
      context: 'prod',
    });

    expect(reasonOf(report)).toEqual([
      `cannot use the context prod: it is not in ${join(folder, 'config')}`,
      'set `context` to one of test',
    ]);
  });

  test('says that there is none', async () => {
    const report = await through(join(folder, 'missing'));

    expect(reasonOf(report)).toEqual([
      `cannot find a kubeconfig: there is no ${join(folder, 'missing')}`,
      'set KUBECONFIG or `kubeconfig`, or run in the cluster with a service account',
    ]);
  });

  test('quotes nothing of a file that is no YAML', async () => {
    const path = await file('config', 'users: [{token: "secret-of-somebody"');

    const report = await through(path);

    expect(reasonOf(report)).toEqual([
      `cannot use the kubeconfig ${path}: it is no YAML object`,
      `try kubectl --kubeconfig ${path} config view`,
    ]);
  });

  test.each([
    [{ 'proxy-url': 'socks5://127.0.0.1:1' }, 'cannot use the cluster test of the kubeconfig: it has a proxy-url'],
    [{ 'certificate-authority-data': base64('no certificate') }, 'cannot use the certificate authorities'],
  ])('refuses a cluster it cannot use: %j', async (cluster, reason) => {
    const report = await through(await file('config', kubeconfig({ server: 'https://127.0.0.1:1', cluster })));

    expect(reasonOf(report)[0]).toContain(reason);
  });
});

describe('by server and token', () => {
  test('trusts the authority it is told', async () => {
    const { url, seen } = await secure();
    const caFile = await file('ca.pem', pem('authority'));

    const report = await collected({ url, config: { caFile } });

    expect([report.state, seen[0]?.authorization]).toEqual(['ok', `Bearer ${TOKEN}`]);
  });

  test.each([
    [{ auth: 'token' }, {}, 'cannot reach an API server with a token: `server` is not set'],
    [{ server: 'https://127.0.0.1:1' }, {}, 'cannot reach the API server: there is no token'],
  ])('says what is missing: %j', async (config, secrets, reason) => {
    const report = await collected({ config, secrets });

    expect(reasonOf(report)[0]).toBe(reason);
  });

  test('says that the token is refused', async () => {
    const report = await serving(EMPTY, {}, ({ url }) => collected({ url, secrets: { token: 'stale' } }));

    expect(report.failures.map(({ authentication }) => authentication)).toEqual([true, true, true]);
    expect(reasonOf(report)).toEqual([
      'cannot fetch pods: cannot list pods in test: 401 Unauthorized',
      'the token is expired or of another cluster: set KUBE_TOKEN to a new one',
    ]);
  });

  test('a token that expires in mid-run fails what was asked with it, and nothing else', async () => {
    const pods = Array.from({ length: 6 }, (_, index) => ({
      metadata: { name: `p${index}`, namespace: 'web', uid: `u${index}` },
      status: { phase: 'Failed' },
    }));

    const report = await serving({ pods }, {}, async ({ url, faults }) => {
      faults.add({
        match: { query: { continue: '*' } },
        status: 401,
        body: { kind: 'Status', message: 'Unauthorized' },
      });
      return collected({ url, config: { pageSize: 5 } });
    });

    const values = valuesOf(report);
    expect([values['k8s.pods.failed'], values['k8s.nodes.total']]).toEqual([undefined, 0]);
  });

  test('names the server that nobody answers for', async () => {
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
    const address = gone.address();
    const port = typeof address === 'object' ? address?.port : 0;
    await new Promise((resolve) => gone.close(resolve));

    const report = await collected({ url: `http://127.0.0.1:${port}` });

    expect(reasonOf(report)).toEqual([
      `cannot fetch pods: cannot list pods in test: connect ECONNREFUSED 127.0.0.1:${port}, 4 times`,
      `is http://127.0.0.1:${port} (\`server\`) the right server, and can it be reached from here?`,
    ]);
  });
});

describe('clocks that disagree', () => {
  test('by less than 10 minutes change nothing: usage is judged by the clock of the source', async () => {
    const report = await serving(EMPTY, {}, ({ url }) =>
      collected({ url, startedAt: new Date(AT.getTime() - 9 * 60_000) }),
    );

    expect(report.state).toBe('ok');
  });

  test('by more leave no present state to tell', async () => {
    const report = await serving(EMPTY, {}, ({ url }) =>
      collected({ url, startedAt: new Date(AT.getTime() - 11 * 60_000) }),
    );

    expect([report.series, report.failures]).toEqual([[], []]);
  });
});
