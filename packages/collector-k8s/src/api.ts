import { createHttpClient } from '@metta-dd/core/http';
import { type Deployment, readDeployment } from './api/deployment.js';
import { hintFor, type Rule } from './api/hint.js';
import type { Json } from './api/json.js';
import { type Read, readList } from './api/list-reader.js';
import { type Node, nodeReader } from './api/node.js';
import { type Pod, podReader } from './api/pod.js';
import { type Usage, usageReader } from './api/usage.js';
import { type Connection, connect, type K8sRun } from './connection/connection.js';

// An answer of the metrics API has no pages: 100,000 pods are about 60 MB.
const MAX_BYTES = 512 * 1024 * 1024;

interface Source<T> extends Rule {
  readonly query: Readonly<Record<string, string | number | undefined>>;
  readonly read: (raw: Json) => T;
  readonly keyOf: (item: T) => string;
}

/** How the tests wait; nobody else does. */
export interface Waiting {
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

/** What is asked of one cluster. */
export class K8sApi {
  readonly #run: K8sRun;
  readonly #connection: Connection;
  readonly #fetch: typeof fetch;
  readonly #waiting: Waiting;

  private constructor(run: K8sRun, connection: Connection, waiting: Waiting) {
    this.#run = run;
    this.#connection = connection;
    this.#fetch = connection.tls === undefined ? run.fetch : run.fetchWith(connection.tls);
    this.#waiting = waiting;
  }

  /** Finds the server and the credentials; asks nothing yet. */
  static async open(run: K8sRun, waiting: Waiting = {}): Promise<K8sApi> {
    return new K8sApi(run, await connect(run), waiting);
  }

  targets() {
    return [{ cluster: this.#run.config.clusterName }] as const;
  }

  /** All pods, of all phases. */
  async pods(): Promise<readonly Pod[]> {
    const { gpuResources, pageSize: limit, labelSelector } = this.#run.config;
    const read = podReader(gpuResources);
    const keyOf = nameOf;
    const { items } = await this.#namespaced({
      group: '',
      resource: 'pods',
      query: { limit, labelSelector },
      read,
      keyOf,
    });
    return items;
  }

  async deployments(): Promise<readonly Deployment[]> {
    const { pageSize: limit, labelSelector } = this.#run.config;
    const { items } = await this.#namespaced({
      group: 'apps',
      resource: 'deployments',
      query: { limit, labelSelector },
      read: readDeployment,
      keyOf: ({ uid }) => uid,
    });
    return items;
  }

  async nodes(): Promise<readonly Node[]> {
    const { pageSize: limit, gpuResources } = this.#run.config;
    const keyOf = ({ uid }: Node) => uid;
    const read = nodeReader(gpuResources);
    const { items } = await this.#list({ group: '', resource: 'nodes', query: { limit }, read, keyOf }, undefined);
    return items;
  }

  /** What the metrics API knows of pods: it leaves out those it has no measurement of. */
  usage(): Promise<Read<Usage>> {
    const { labelSelector } = this.#run.config;
    const keyOf = nameOf;
    return this.#namespaced({
      group: 'metrics.k8s.io',
      resource: 'pods',
      query: { labelSelector },
      read: usageReader(),
      keyOf,
    });
  }

  async #namespaced<T extends { readonly namespace: string }>(source: Source<T>): Promise<Read<T>> {
    const { namespaces, excludeNamespaces } = this.#run.config;
    if (namespaces.length === 0) return without(excludeNamespaces, await this.#list(source, undefined));
    const lists = await Promise.all([...new Set(namespaces)].map((namespace) => this.#list(source, namespace)));
    const items = lists.flatMap((list) => list.items);
    return without(excludeNamespaces, { items, answeredAt: lists[0]?.answeredAt });
  }

  #list<T>(source: Source<T>, namespace: string | undefined): Promise<Read<T>> {
    const { group, resource, query, read, keyOf } = source;
    const { clusterName, timeoutSeconds } = this.#run.config;
    const client = createHttpClient(
      { fetch: this.#fetch, signal: this.#run.signal, log: this.#run.log },
      {
        baseUrl: this.#connection.server,
        headers: () => this.#connection.headers(),
        timeoutMs: timeoutSeconds * 1000,
        maxBytes: MAX_BYTES,
        redirects: 'refuse',
        userAgent: 'metta-dd',
        hint: hintFor(source, namespace, this.#connection),
        ...this.#waiting,
      },
    );
    const kind = group === 'metrics.k8s.io' ? `usage of ${resource}` : resource;
    const where = namespace === undefined ? clusterName : `namespace ${namespace} of ${clusterName}`;
    const path = pathOf(source, namespace);
    return readList(client, this.#run.log, { what: `${kind} in ${where}`, path, query, read, keyOf });
  }
}

// Within the two snapshots that a list may span, a pod that was replaced under its name is still one.
function nameOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

function without<T extends { readonly namespace: string }>(excluded: readonly string[], list: Read<T>): Read<T> {
  if (excluded.length === 0) return list;
  return { ...list, items: list.items.filter(({ namespace }) => !excluded.includes(namespace)) };
}

const VERSIONS = { '': '/api/v1', apps: '/apis/apps/v1', 'metrics.k8s.io': '/apis/metrics.k8s.io/v1beta1' } as const;

function pathOf({ group, resource }: Rule, namespace: string | undefined): string {
  return `${VERSIONS[group]}${namespace === undefined ? '' : `/namespaces/${namespace}`}/${resource}`;
}
