import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createSecretProvider } from '../src/index.js';
import { KEY } from './aws.js';

const ENDPOINT = 'http://secrets.aws.test';

/** A server that answers every request with a secret, and what it was asked for. */
async function startProxy() {
  const targets: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    targets.push(request.url);
    response.setHeader('content-type', 'application/x-amz-json-1.1').end('{"SecretString": "through the proxy"}');
  });
  return { url: `http://127.0.0.1:${await portOf(server)}`, targets };
}

const pem = (name: string) => readFileSync(new URL(`../../core/test/tls/${name}.pem`, import.meta.url), 'utf8');

/** An endpoint whose certificate only an authority of the tests signed. */
async function startSecured() {
  const server = createSecureServer({ key: pem('localhost-key'), cert: pem('localhost') }, (_, response) => {
    response.setHeader('content-type', 'application/x-amz-json-1.1').end('{"SecretString": "secured"}');
  });
  return `https://localhost:${await portOf(server)}`;
}

async function portOf(server: Server | SecureServer): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => server.close().closeAllConnections());
  const address: AddressInfo | string | null = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('it does not listen');
  return address.port;
}

const environment = {
  AWS_ENDPOINT_URL: ENDPOINT,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: KEY,
  AWS_SECRET_ACCESS_KEY: 'the-secret-of-the-key',
};

test.each(['HTTP_PROXY', 'http_proxy', 'DD_PROXY_HTTP'])('takes the way that %s names', async (variable) => {
  const proxy = await startProxy();
  const { resolve } = createSecretProvider();

  const value = await resolve(
    { scheme: 'aws-sm', id: 'a' },
    { environment: { ...environment, [variable]: proxy.url } },
  );

  expect(value).toBe('through the proxy');
  expect(proxy.targets).toEqual([`${ENDPOINT}/`]);
});

test('a host that NO_PROXY names is asked directly', async () => {
  const [proxy, direct] = await Promise.all([startProxy(), startProxy()]);
  const { resolve } = createSecretProvider();

  await resolve(
    { scheme: 'aws-sm', id: 'a' },
    {
      environment: { ...environment, AWS_ENDPOINT_URL: direct.url, HTTP_PROXY: proxy.url, NO_PROXY: '127.0.0.1' },
    },
  );

  expect([proxy.targets, direct.targets]).toEqual([[], ['/']]);
});

test('the configuration names the proxy and its exceptions before the environment does', async () => {
  const [configured, other, direct] = await Promise.all([startProxy(), startProxy(), startProxy()]);
  const { resolve } = createSecretProvider();
  const network = { proxy: configured.url, noProxy: ['127.0.0.1'] };
  const secret = { scheme: 'aws-sm', id: 'a' };

  await resolve(secret, { environment: { ...environment, HTTP_PROXY: other.url }, network });
  await resolve(secret, { environment: { ...environment, AWS_ENDPOINT_URL: direct.url }, network });

  expect([configured.targets, other.targets, direct.targets]).toEqual([[`${ENDPOINT}/`], [], ['/']]);
});

test('the authorities of the configuration vouch for an endpoint, and nobody else does', async () => {
  const url = await startSecured();
  const { resolve } = createSecretProvider();
  const secret = { scheme: 'aws-sm', id: 'a' };
  const asked = { ...environment, AWS_ENDPOINT_URL: url };

  const vouched = await resolve(secret, { environment: { ...asked }, network: { ca: pem('authority') } });
  const unknown = await resolve(secret, { environment: asked }).catch((error: unknown) => error);

  expect(vouched).toBe('secured');
  expect(unknown).toMatchObject({ code: 'SECRET_PROVIDER_UNAVAILABLE' });
});
