import { homedir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, type RunContext, type ServerTls } from '@metta-dd/core';
import type { K8sConfig } from '../config.js';
import { hasServiceAccount, serviceAccount } from './service-account.js';
import { staticToken } from './static-token.js';

/** The secrets of the collector. */
export interface K8sSecrets {
  readonly token: string | undefined;
}

export type K8sRun = RunContext<K8sConfig, K8sSecrets>;

/** How an API server is reached. */
export interface Connection {
  readonly server: string;
  /** Absent where the authorities of everybody do. */
  readonly tls: ServerTls | undefined;
  /** Made anew for each request, since tokens are replaced while they are used. */
  headers(): Promise<Readonly<Record<string, string>>>;
  /** Where server and credentials come from, for hints. */
  readonly origin: string;
  /** What to do where the server refuses the credentials. */
  readonly refused: string;
}

/** Finds the server and the credentials. Throws a ConfigError that says what is missing. */
export async function connect(run: K8sRun): Promise<Connection> {
  const how = await chosen(run);
  if (how === 'token') return staticToken(run);
  if (how === 'in-cluster') return serviceAccount(run);
  // The client library takes half a second and 80 MiB: it is loaded for a kubeconfig only.
  const { kubeconfigConnection } = await import('./kubeconfig.js');
  return kubeconfigConnection(run, kubeconfigFiles(run.config));
}

async function chosen({ config }: K8sRun): Promise<'in-cluster' | 'kubeconfig' | 'token'> {
  const { auth, server, context } = config;
  if (auth !== 'auto') return auth;
  if (server !== undefined) return 'token';
  if (context !== undefined) return 'kubeconfig';
  return (await hasServiceAccount(config)) ? 'in-cluster' : 'kubeconfig';
}

function kubeconfigFiles({ kubeconfig }: K8sConfig): readonly string[] {
  const home = homedir();
  const named = (kubeconfig ?? join('~', '.kube', 'config')).split(process.platform === 'win32' ? ';' : ':');
  const files = named.filter((file) => file !== '').map((file) => file.replace(/^~(?=$|[/\\])/, home));
  if (files.length === 0) throw new ConfigError('cannot find a kubeconfig: `kubeconfig` names no file');
  return files;
}
