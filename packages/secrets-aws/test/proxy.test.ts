import { once } from 'node:events';
import { createServer } from 'node:http';
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
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => server.close().closeAllConnections());
  const address: AddressInfo | string | null = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('it does not listen');
  return { url: `http://127.0.0.1:${address.port}`, targets };
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
