import { access } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import { AuthenticationError, ConfigError } from '@metta-dd/core';
import type { K8sConfig } from '../config.js';
import type { Connection, K8sRun } from './connection.js';
import { readText } from './read-file.js';

const HINT =
  'run in a pod whose service account token is mounted (automountServiceAccountToken), or set `auth: kubeconfig`';

/** True inside a pod that has the token of a service account. */
export async function hasServiceAccount({ serviceHost, serviceAccountDir }: K8sConfig): Promise<boolean> {
  if (serviceHost === undefined) return false;
  return access(join(serviceAccountDir, 'token')).then(
    () => true,
    () => false,
  );
}

/** The API server of the cluster that the process runs in, as the service account of its pod. */
export async function serviceAccount(run: K8sRun): Promise<Connection> {
  const { serviceHost, servicePort, serviceAccountDir } = run.config;
  if (serviceHost === undefined)
    throw new ConfigError('cannot reach the API server from inside the cluster: KUBERNETES_SERVICE_HOST is not set', {
      hint: HINT,
    });
  const ca = await readText(join(serviceAccountDir, 'ca.crt'), 'the authority of the cluster', HINT);
  const tokenFile = join(serviceAccountDir, 'token');
  const headers = async () => {
    // Read for each request: the kubelet replaces the token while the process runs.
    const token = (await readText(tokenFile, 'the token of the service account', HINT)).trim();
    if (token === '')
      throw new AuthenticationError(`cannot use the token of the service account: ${tokenFile} is empty`);
    run.log.protect(token);
    return { authorization: `Bearer ${token}` };
  };
  await headers();
  return {
    server: `https://${isIPv6(serviceHost) ? `[${serviceHost}]` : serviceHost}:${servicePort}`,
    tls: { ca },
    headers,
    origin: 'the service account of this pod',
    refused: 'the token of the service account is expired or of another cluster: restart the pod',
  };
}
