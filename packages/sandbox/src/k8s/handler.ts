import type { Answer, Handler, Request } from '@metta-dd/local-datadog';
import { discovery, rootOf } from './discovery.js';
import { Pages } from './pages.js';
import { apiVersionOf, qualifiedName, type Resource, resources } from './resources.js';
import { fieldTest, labelTest } from './selectors.js';
import { failure, unknownPath } from './status.js';
import type { KubernetesOptions, KubernetesWorld } from './world.js';

const USER = 'system:serviceaccount:monitoring:metta-dd';

/** The API server of a cluster, with metrics.k8s.io, over a world. */
export function kubernetesHandler(world: KubernetesWorld, options: KubernetesOptions = {}): Handler {
  const server = new ApiServer(world, options);
  return (request) => server.answer(request);
}

interface Asked {
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
}

class ApiServer {
  readonly #world: KubernetesWorld;
  readonly #options: KubernetesOptions;
  readonly #pages: Pages;

  constructor(world: KubernetesWorld, options: KubernetesOptions) {
    this.#world = world;
    this.#options = options;
    this.#pages = new Pages(options);
  }

  answer(request: Request): Answer | undefined {
    const { token, metrics = 'available' } = this.#options;
    const { pathname } = request.url;
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) return failure(401, 'Unauthorized');
    if (request.method === 'POST' && pathname.endsWith('/selfsubjectaccessreviews')) return this.#review(request);
    const known = discovery(pathname, metrics !== 'missing');
    if (known !== undefined) return known;
    const asked = askedOf(pathname);
    if (asked === undefined) return isApi(pathname) ? unknownPath() : undefined;
    if (request.method !== 'GET')
      return failure(405, 'the server does not allow this method on the requested resource');
    const isMetrics = asked.resource.group === 'metrics.k8s.io';
    if (isMetrics && metrics === 'missing') return unknownPath();
    const refusal = this.#refusal(asked);
    if (refusal !== undefined) return refusal;
    if (isMetrics && metrics === 'unavailable') return { status: 503, body: 'service unavailable\n' };
    return asked.name === undefined ? this.#list(asked, request.url.searchParams) : this.#get(asked);
  }

  #refusal({ resource, namespace, name }: Asked): Answer | undefined {
    const { forbidden = [], user = USER } = this.#options;
    const qualified = qualifiedName(resource);
    if (!forbidden.includes(qualified)) return undefined;
    const verb = name === undefined ? 'list' : 'get';
    const scope = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
    const message = `${qualified} is forbidden: User "${user}" cannot ${verb} resource "${resource.name}" in API group "${resource.group}" ${scope}`;
    return failure(403, message, { details: { group: resource.group, kind: resource.name } });
  }

  #list(asked: Asked, query: URLSearchParams): Answer {
    const { resource } = asked;
    const fields = fieldTest(query.get('fieldSelector'));
    const labels = labelTest(query.get('labelSelector'));
    const items = this.#objects(asked).filter((object) => fields(object) && labels(object));
    const page = resource.paged ? this.#pages.cut(items, query) : { items, metadata: {} };
    if ('status' in page) return page;
    // Objects within a list tell neither kind nor version, but for those of the metrics API.
    return { status: 200, body: { kind: resource.listKind, apiVersion: apiVersionOf(resource), ...page } };
  }

  #get(asked: Asked): Answer {
    const { resource, name } = asked;
    const found = this.#objects(asked).find(({ metadata }) => metadata.name === name);
    if (found === undefined) return failure(404, `${qualifiedName(resource)} "${name}" not found`);
    return { status: 200, body: { kind: resource.kind, apiVersion: apiVersionOf(resource), ...found } };
  }

  #objects({ resource, namespace }: Asked) {
    const all = resource.objects(this.#world);
    return namespace === undefined ? all : all.filter(({ metadata }) => metadata.namespace === namespace);
  }

  #review(request: Request): Answer {
    const { forbidden = [] } = this.#options;
    const body: unknown = request.json();
    const attributes = attributesOf(body);
    const qualified = attributes.group ? `${attributes.resource}.${attributes.group}` : attributes.resource;
    return { status: 201, body: { ...Object(body), status: { allowed: !forbidden.includes(qualified) } } };
  }
}

function attributesOf(body: unknown): { readonly group: string; readonly resource: string } {
  const { spec } = Object(body);
  const { group = '', resource = '' } = Object(Object(spec).resourceAttributes);
  return { group: String(group), resource: String(resource) };
}

function askedOf(path: string): Asked | undefined {
  for (const resource of resources) {
    const root = rootOf(resource);
    if (!path.startsWith(`${root}/`)) continue;
    const parts = path
      .slice(root.length + 1)
      .split('/')
      .map(decodeURIComponent);
    const isScoped = resource.namespaced && parts[0] === 'namespaces' && parts.length > 2;
    const [name, item, ...more] = isScoped ? parts.slice(2) : parts;
    if (name !== resource.name || more.length > 0 || (resource.namespaced && !isScoped && item !== undefined)) continue;
    return { resource, namespace: isScoped ? parts[1] : undefined, name: item };
  }
  return undefined;
}

function isApi(path: string): boolean {
  return /^\/(apis?|openapi|livez|readyz)(\/|$)/.test(path);
}
