import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Programs } from './build.ts';

const run = promisify(execFile);
const READY_MS = 120_000;

/** How a control plane is started. */
export interface ControlPlaneOptions {
  /** Kwok and metrics-server, for usage. */
  readonly usage: boolean;
  readonly apiServerFlags?: readonly string[];
}

/** A running API server on the loopback, of which all data are in one folder. */
export class ControlPlane {
  readonly kubeconfig: string;
  readonly #folder: string;
  readonly #programs: Programs;
  readonly #ports: readonly number[];
  readonly #processes: ChildProcess[] = [];

  private constructor(folder: string, programs: Programs, ports: readonly number[]) {
    this.#folder = folder;
    this.#programs = programs;
    this.#ports = ports;
    this.kubeconfig = join(folder, 'kubeconfig');
  }

  static async start(folder: string, programs: Programs, options: ControlPlaneOptions): Promise<ControlPlane> {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const plane = new ControlPlane(folder, programs, await freePorts(5));
    try {
      await plane.#start(options);
      return plane;
    } catch (error) {
      await plane.stop();
      throw error;
    }
  }

  /** Runs kubectl as the cluster's administrator. */
  async kubectl(args: readonly string[], input?: string): Promise<string> {
    const running = run(this.#programs.kubectl, ['--kubeconfig', this.kubeconfig, ...args], { maxBuffer: 2 ** 28 });
    running.child.stdin?.end(input ?? '');
    return (await running).stdout;
  }

  /** A kubeconfig with nothing but the token of a service account. */
  async kubeconfigOf(namespace: string, serviceAccount: string): Promise<string> {
    const token = (await this.kubectl(['-n', namespace, 'create', 'token', serviceAccount])).trim();
    const file = join(this.#folder, `${serviceAccount}.kubeconfig`);
    await writeFile(file, await this.#kubeconfigText({ token }));
    return file;
  }

  /** Drops the history of etcd, so that older continue tokens expire. */
  async compact(): Promise<void> {
    const { metadata } = JSON.parse(await this.kubectl(['get', '--raw', '/api/v1/nodes?limit=1']));
    const body = JSON.stringify({ revision: metadata.resourceVersion, physical: true });
    const answer = await fetch(`http://127.0.0.1:${this.#port(1)}/v3/kv/compaction`, { method: 'POST', body });
    if (!answer.ok) throw new Error(`cannot compact etcd: ${answer.status} ${await answer.text()}`);
  }

  /** Ends exactly the processes that were started. */
  async stop(): Promise<void> {
    for (const process of this.#processes.splice(0).toReversed()) {
      if (process.exitCode !== null || process.signalCode !== null) continue;
      const ended = new Promise((resolve) => process.once('exit', resolve));
      process.kill('SIGKILL');
      await ended;
    }
  }

  #port(index: number): number {
    return this.#ports[index] ?? 0;
  }

  async #start({ usage, apiServerFlags = [] }: ControlPlaneOptions): Promise<void> {
    await this.#certificates();
    const keys = {
      'client-certificate': join(this.#folder, 'admin.crt'),
      'client-key': join(this.#folder, 'admin.key'),
    };
    await writeFile(this.kubeconfig, await this.#kubeconfigText(keys));
    this.#startEtcd();
    this.#startApiServer(apiServerFlags);
    await ready('the API server', () => this.kubectl(['get', '--raw', '/readyz']));
    if (usage) await this.#startUsage();
  }

  async #openssl(...args: readonly string[]): Promise<void> {
    await run('openssl', [...args], { cwd: this.#folder });
  }

  async #certificates(): Promise<void> {
    const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
    await this.#openssl('req', '-x509', ...ec, '-keyout', 'ca.key', '-out', 'ca.crt', '-subj', '/CN=interop');
    const signed = async (name: string, subject: string, extension: string) => {
      await writeFile(join(this.#folder, `${name}.ext`), extension);
      await this.#openssl(
        'req',
        '-new',
        ...ec.slice(0, -2),
        '-keyout',
        `${name}.key`,
        '-out',
        `${name}.csr`,
        '-subj',
        subject,
      );
      const authority = [
        '-CA',
        'ca.crt',
        '-CAkey',
        'ca.key',
        '-CAcreateserial',
        '-days',
        '2',
        '-extfile',
        `${name}.ext`,
      ];
      await this.#openssl('x509', '-req', '-in', `${name}.csr`, '-out', `${name}.crt`, ...authority);
    };
    await signed('server', '/CN=kube-apiserver', 'subjectAltName=IP:127.0.0.1,DNS:localhost');
    await signed('admin', '/O=system:masters/CN=admin', 'extendedKeyUsage=clientAuth');
    await signed('proxy', '/CN=front-proxy', 'extendedKeyUsage=clientAuth');
    await this.#openssl('genrsa', '-out', 'accounts.key', '2048');
    await this.#openssl('rsa', '-in', 'accounts.key', '-pubout', '-out', 'accounts.pub');
  }

  async #kubeconfigText(user: Readonly<Record<string, string>>): Promise<string> {
    const ca = (await readFile(join(this.#folder, 'ca.crt'))).toString('base64');
    const server = `https://127.0.0.1:${this.#port(0)}`;
    return JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'interop',
      clusters: [{ name: 'interop', cluster: { server, 'certificate-authority-data': ca } }],
      contexts: [{ name: 'interop', context: { cluster: 'interop', user: 'interop' } }],
      users: [{ name: 'interop', user }],
    });
  }

  #spawn(name: string, program: string, args: readonly string[]): void {
    const log = openSync(join(this.#folder, `${name}.log`), 'a');
    const child = spawn(program, [...args], { cwd: this.#folder, stdio: ['ignore', log, log] });
    child.once('error', () => {}); // The wait for what it serves tells of it.
    closeSync(log);
    this.#processes.push(child);
  }

  #startEtcd(): void {
    const [client, peer] = [this.#port(1), this.#port(2)].map((port) => `http://127.0.0.1:${port}`);
    this.#spawn('etcd', this.#programs.etcd, [
      '--data-dir=etcd',
      '--unsafe-no-fsync',
      '--log-level=warn',
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
    ]);
  }

  // Admission of service accounts waits for a controller, and that of nodes would taint each of them: both are off.
  #startApiServer(more: readonly string[]): void {
    this.#spawn('apiserver', this.#programs.apiServer, [
      `--etcd-servers=http://127.0.0.1:${this.#port(1)}`,
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      '--endpoint-reconciler-type=none',
      `--secure-port=${this.#port(0)}`,
      '--service-cluster-ip-range=10.96.0.0/16',
      '--tls-cert-file=server.crt',
      '--tls-private-key-file=server.key',
      '--client-ca-file=ca.crt',
      '--service-account-issuer=https://interop.invalid',
      '--service-account-key-file=accounts.pub',
      '--service-account-signing-key-file=accounts.key',
      '--authorization-mode=RBAC',
      '--disable-admission-plugins=ServiceAccount,TaintNodesByCondition',
      '--requestheader-client-ca-file=ca.crt',
      '--requestheader-allowed-names=front-proxy',
      '--requestheader-username-headers=X-Remote-User',
      '--requestheader-group-headers=X-Remote-Group',
      '--requestheader-extra-headers-prefix=X-Remote-Extra-',
      '--proxy-client-cert-file=proxy.crt',
      '--proxy-client-key-file=proxy.key',
      ...more,
    ]);
  }

  async #startUsage(): Promise<void> {
    const [kwok, metrics] = [this.#port(3), this.#port(4)];
    const tls = ['--tls-cert-file=server.crt', '--tls-private-key-file=server.key'];
    this.#spawn('kwok', this.#programs.kwok, [
      `--kubeconfig=${this.kubeconfig}`,
      `--config=${this.#programs.kwokConfig}`,
      '--manage-all-nodes=true',
      '--node-ip=127.0.0.1',
      `--node-port=${kwok}`,
      `--server-address=127.0.0.1:${kwok}`,
      '--node-lease-duration-seconds=0',
      ...tls,
    ]);
    await this.kubectl(['apply', '-f', '-'], JSON.stringify(metricsApi(metrics)));
    this.#spawn('metrics-server', this.#programs.metricsServer, [
      ...['kubeconfig', 'authentication-kubeconfig', 'authorization-kubeconfig'].map(
        (flag) => `--${flag}=${this.kubeconfig}`,
      ),
      '--bind-address=127.0.0.1',
      `--secure-port=${metrics}`,
      '--kubelet-insecure-tls',
      `--kubelet-port=${kwok}`,
      '--kubelet-preferred-address-types=InternalIP',
      '--kubelet-request-timeout=5s',
      '--metric-resolution=10s',
      ...tls,
    ]);
    await ready('metrics.k8s.io', () => this.kubectl(['get', '--raw', '/apis/metrics.k8s.io/v1beta1']));
  }
}

/** The service of metrics-server, and the API that the API server hands on to it. */
function metricsApi(port: number | undefined) {
  const service = { namespace: 'kube-system', name: 'metrics-server', port };
  const group = { group: 'metrics.k8s.io', version: 'v1beta1' };
  return {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { namespace: service.namespace, name: service.name },
        spec: { type: 'ExternalName', externalName: 'localhost', ports: [{ port }] },
      },
      {
        apiVersion: 'apiregistration.k8s.io/v1',
        kind: 'APIService',
        metadata: { name: `${group.version}.${group.group}` },
        spec: { ...group, groupPriorityMinimum: 100, versionPriority: 100, insecureSkipTLSVerify: true, service },
      },
    ],
  };
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(async (server) => {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const address = server.address();
      return typeof address === 'object' ? (address?.port ?? 0) : 0;
    }),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Asks until there is an answer. */
export async function ready<T>(what: string, ask: () => Promise<T>): Promise<T> {
  const end = performance.now() + READY_MS;
  for (;;) {
    try {
      return await ask();
    } catch (cause) {
      if (performance.now() > end) throw new Error(`${what} is not ready within ${READY_MS / 1000} s`, { cause });
      await wait(300);
    }
  }
}
