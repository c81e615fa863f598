import type { RequestOptions } from 'node:https';
import { type Cluster, KubeConfig, type User } from '@kubernetes/client-node';
import { AuthenticationError, ConfigError, reasonOf, type ServerTls } from '@metta-dd/core';
import { isJson } from '../api/json.js';
import type { Connection, K8sRun } from './connection.js';
import { readKubeconfig } from './kubeconfig-files.js';

const CREDENTIALS_TIMEOUT_MS = 30_000;

/** The API server and the credentials of a context of the kubeconfig. */
export async function kubeconfigConnection(run: K8sRun, files: readonly string[]): Promise<Connection> {
  const config = await readKubeconfig(files);
  const context = contextOf(config, run.config.context, files);
  const cluster = config.getCluster(context.cluster);
  const user = config.getUser(context.user);
  if (cluster === null) throw missing('cluster', context, files);
  if (user === null && context.user) throw missing('user', context, files);
  if (cluster.proxyUrl !== undefined)
    throw new ConfigError(`cannot use the cluster ${cluster.name} of the kubeconfig: it has a proxy-url`, {
      hint: 'remove proxy-url, and set `network.proxy` or HTTPS_PROXY',
    });
  if (cluster.skipTLSVerify)
    run.log.warn('the certificate of the API server is not checked', { cluster: cluster.name });
  const { headers, tls } = await credentials(run, cluster, user);
  return {
    server: cluster.server,
    tls,
    headers: async () => headers,
    origin: `context ${context.name} of ${files.join(', ')}`,
    refused: `log in again, and try \`kubectl --context ${context.name} auth whoami\``,
  };
}

function contextOf(config: KubeConfig, wanted: string | undefined, files: readonly string[]) {
  const name = wanted ?? config.getCurrentContext();
  const known = config.getContexts().map((context) => context.name);
  const hint = `set \`context\` to one of ${known.toSorted().join(', ') || 'the contexts, of which there are none'}`;
  if (!name) throw new ConfigError(`cannot choose a context: ${files.join(', ')} has no current-context`, { hint });
  const context = config.getContexts().find((one) => one.name === name);
  if (context === undefined)
    throw new ConfigError(`cannot use the context ${name}: it is not in ${files.join(', ')}`, { hint });
  return context;
}

function missing(
  what: 'cluster' | 'user',
  context: { name: string; cluster: string; user: string },
  files: readonly string[],
) {
  return new ConfigError(
    `cannot use the context ${context.name}: its ${what} ${context[what]} is not in ${files.join(', ')}`,
    { hint: `correct the context, or set \`context\` to another one` },
  );
}

interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: ServerTls | undefined;
}

async function credentials(run: K8sRun, cluster: Cluster, user: User | null): Promise<Credentials> {
  const options = await applied(run, cluster, user);
  const headers = textHeaders(options.headers ?? {});
  if (user?.username !== undefined && headers.authorization === undefined)
    headers.authorization = `Basic ${Buffer.from(`${user.username}:${user.password ?? ''}`).toString('base64')}`;
  const { ca, cert, key, passphrase, servername, rejectUnauthorized } = options;
  const tls: ServerTls = {
    ...(ca && { ca: pem(ca) }),
    ...(cert && { cert: pem(cert) }),
    ...(key && { key: pem(key) }),
    ...(passphrase && { passphrase }),
    ...(servername && { serverName: servername }),
    ...(rejectUnauthorized === false && { insecure: true }),
  };
  for (const secret of [headers.authorization?.replace(/^\S+\s+/, ''), user?.password, tls.key])
    if (secret) run.log.protect(secret);
  return { headers, tls: Object.keys(tls).length === 0 ? undefined : tls };
}

/** What the client library makes of the user: files read, tokens refreshed, plugins run. */
async function applied(run: K8sRun, cluster: Cluster, user: User | null): Promise<RequestOptions> {
  const config = new KubeConfig();
  // The library refuses plain HTTP, which kubectl speaks; the address is not part of the credentials.
  const secure = { ...cluster, server: cluster.server.replace(/^http:/, 'https:') };
  config.loadFromOptions({
    clusters: [secure],
    // Without any user the library would leave out the authority of the cluster, too.
    users: [user ?? { name: 'nobody' }],
    contexts: [{ name: 'credentials', cluster: cluster.name, user: user?.name ?? 'nobody' }],
    currentContext: 'credentials',
  });
  const options: RequestOptions = {};
  run.signal.throwIfAborted();
  const plugin = pluginOf(user);
  const who = `user ${user?.name}${plugin === undefined ? '' : ` from the command ${plugin.command}`}`;
  try {
    await Promise.race([config.applyToHTTPSOptions(options), ended(run.signal)]);
    return options;
  } catch (cause) {
    run.signal.throwIfAborted();
    throw new AuthenticationError(
      `cannot get the credentials of ${who}: ${reasonOf(cause).split('\n')[0]?.slice(0, 200)}`,
      {
        hint: plugin?.installHint ?? 'try `kubectl auth whoami` with the same context',
        cause,
      },
    );
  }
}

// A plugin that waits for somebody to type would wait for ever.
function ended(run: AbortSignal): Promise<never> {
  const timeout = AbortSignal.timeout(CREDENTIALS_TIMEOUT_MS);
  return new Promise((_, reject) => {
    for (const signal of [run, timeout])
      signal.addEventListener(
        'abort',
        () => reject(signal === run ? run.reason : new Error(`nothing within ${CREDENTIALS_TIMEOUT_MS / 1000} s`)),
        { once: true },
      );
  });
}

function textHeaders(given: NonNullable<RequestOptions['headers']>): Record<string, string> {
  const entries = Array.isArray(given) ? [] : Object.entries(given);
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (value === undefined ? [] : [[name.toLowerCase(), String(value)]])),
  );
}

function pem(given: unknown): string {
  return [given]
    .flat()
    .map((one) => {
      if (typeof one === 'string') return one;
      if (Buffer.isBuffer(one)) return one.toString();
      throw new ConfigError('cannot use a certificate of the kubeconfig: it is no PEM text');
    })
    .join('\n');
}

/** The plugin that gets the credentials; the library's type says nothing of it. */
function pluginOf(
  user: User | null,
): { readonly command: string; readonly installHint: string | undefined } | undefined {
  const exec: unknown = user?.exec;
  if (!isJson(exec) || typeof exec.command !== 'string') return undefined;
  return { command: exec.command, installHint: typeof exec.installHint === 'string' ? exec.installHint : undefined };
}
