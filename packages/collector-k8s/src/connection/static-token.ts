import { ConfigError } from '@metta-dd/core';
import type { Connection, K8sRun } from './connection.js';
import { readText } from './read-file.js';

/** The API server that the configuration names, with the secret token. */
export async function staticToken(run: K8sRun): Promise<Connection> {
  const { server, caFile } = run.config;
  const { token } = run.secrets;
  if (server === undefined)
    throw new ConfigError('cannot reach an API server with a token: `server` is not set', {
      hint: 'set `server` to the URL that `kubectl cluster-info` shows',
    });
  if (token === undefined)
    throw new ConfigError('cannot reach the API server: there is no token', {
      hint: 'set KUBE_TOKEN, for instance to what `kubectl create token SERVICEACCOUNT` prints',
    });
  const hint = 'set `caFile` to the PEM file of the authority of the cluster';
  const ca = caFile === undefined ? undefined : await readText(caFile, 'the authority of the cluster', hint);
  return {
    server,
    tls: ca === undefined ? undefined : { ca },
    headers: async () => ({ authorization: `Bearer ${token.trim()}` }),
    origin: '`server`',
    refused: 'the token is expired or of another cluster: set KUBE_TOKEN to a new one',
  };
}
