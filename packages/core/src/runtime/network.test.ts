import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type NetworkOptions, openNetwork } from './network.js';
import { Redactor } from './redaction.js';

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

const tls = (name: string) => readFileSync(new URL(`../../test/tls/${name}.pem`, import.meta.url), 'utf8');

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  return `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

async function site(handler: Handler): Promise<string> {
  return `http://${await listening(createServer(handler))}`;
}

async function secureSite(handler: Handler): Promise<string> {
  const server = createTlsServer({ cert: tls('localhost'), key: tls('localhost-key') }, handler);
  return `https://${await listening(server)}`;
}

async function proxy(secure = false) {
  const seen: (string | undefined)[][] = [];
  const forward: Handler = (incoming, response) => {
    seen.push(['forward', incoming.url, incoming.headers['proxy-authorization']]);
    const { 'proxy-authorization': _, ...headers } = incoming.headers;
    request(incoming.url ?? '', { headers }, (answer) => answer.pipe(response.writeHead(answer.statusCode ?? 0))).end();
  };
  const server = secure
    ? createTlsServer({ cert: tls('localhost'), key: tls('localhost-key') }, forward)
    : createServer(forward);
  server.on('connect', (incoming: IncomingMessage, client: Socket) => {
    seen.push(['tunnel', incoming.url, incoming.headers['proxy-authorization']]);
    const [host, port] = (incoming.url ?? '').split(':');
    const upstream = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    for (const socket of [upstream, client]) socket.on('error', () => upstream.destroy());
  });
  return { host: await listening(server), seen };
}

function network(options: Partial<NetworkOptions> = {}) {
  const opened = openNetwork({ environment: {}, ...options });
  closing.push(() => opened.close());
  return opened;
}

const echo: Handler = (incoming, response) => {
  let body = '';
  incoming.on('data', (chunk: Buffer) => {
    body += chunk.toString();
  });
  incoming.on('end', () => response.end(JSON.stringify({ method: incoming.method, headers: incoming.headers, body })));
};

test('sends what a Request, a form or plain arguments say', async () => {
  const url = await site(echo);
  const { fetch } = network();
  const form = new FormData();
  form.set('a', '1');

  const answers = await Promise.all([
    fetch(new Request(url, { method: 'PUT', body: 'x', headers: { 'x-a': '1' } })),
    fetch(url, { method: 'POST', body: form }),
    fetch(new URL(url), { headers: new Headers({ 'x-a': '2' }) }),
  ]);

  const seen = await Promise.all(answers.map((answer) => answer.json()));
  expect(seen).toMatchObject([
    { method: 'PUT', body: 'x', headers: { 'x-a': '1' } },
    { method: 'POST', body: expect.stringContaining('name="a"') },
    { method: 'GET', body: '', headers: { 'x-a': '2' } },
  ]);
});

describe('through a proxy', () => {
  test('plain requests are forwarded and the password is known to the redactor', async () => {
    const url = await site((_, response) => response.end('ok'));
    const { host, seen } = await proxy();
    const redactor = new Redactor();
    const environment = { http_proxy: `http://user:pa%24%24w0rd-1@${host}` };

    const { fetch } = network({ environment, protect: (secret) => redactor.protect(secret) });
    const answer = await fetch(`${url}/a?b=1`);

    const authorization = `Basic ${Buffer.from('user:pa$$w0rd-1').toString('base64')}`;
    expect([await answer.text(), seen]).toEqual(['ok', [['forward', `${url}/a?b=1`, authorization]]]);
    expect(redactor.redact('pa$$w0rd-1 pa%24%24w0rd-1')).toEqual('[redacted] [redacted]');
  });

  test.each(['http', 'https'])(
    'of %s, secure requests are tunnelled to a site of the added authority',
    async (scheme) => {
      const url = await secureSite((_, response) => response.end('ok'));
      const { host, seen } = await proxy(scheme === 'https');

      const { fetch } = network({
        proxy: `${scheme}://${host.replace('127.0.0.1', 'localhost')}`,
        ca: tls('authority'),
      });
      const answer = await fetch(url);

      expect([await answer.text(), seen]).toEqual(['ok', [['tunnel', url.slice('https://'.length), undefined]]]);
    },
  );

  test('that refuses the tunnel the request fails with its status', async () => {
    const server = createServer();
    server.on('connect', (_: IncomingMessage, client: Socket) => client.end('HTTP/1.1 407 No\r\n\r\n'));
    const host = await listening(server);

    const failure = network({ proxy: `http://${host}` }).fetch('https://api.example.com/');

    await expect(failure).rejects.toMatchObject({
      cause: { message: `the proxy ${host} answered 407 to the request for a tunnel` },
    });
  });
});

test('says why a host cannot be reached', async () => {
  const gone = createServer();
  const host = await listening(gone);
  await new Promise((resolve) => gone.close(resolve));

  await expect(network().fetch(`http://${host}`)).rejects.toMatchObject({
    cause: { message: `connect ECONNREFUSED ${host}` },
  });
});

test('hands on the reason of an abort', async () => {
  const url = await site(() => undefined);
  const over = new AbortController();

  const pending = network().fetch(url, { signal: over.signal });
  over.abort(new Error('the deadline of 2 s passed'));

  await expect(pending).rejects.toThrow('the deadline of 2 s passed');
});

test('trusts an added authority, and nobody unknown', async () => {
  const url = await secureSite((_, response) => response.end('ok'));

  const trusted = await network({ ca: tls('authority') }).fetch(url);
  const stranger = network().fetch(url);

  expect(await trusted.text()).toEqual('ok');
  await expect(stranger).rejects.toMatchObject({ cause: { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' } });
});

describe('a way of its own to one server', () => {
  const strict = { cert: tls('localhost'), key: tls('localhost-key'), ca: tls('authority') };

  async function askingSite() {
    const server = createTlsServer({ ...strict, requestCert: true, rejectUnauthorized: true }, (_, response) =>
      response.end('ok'),
    );
    return `https://${await listening(server)}`;
  }

  test('trusts the authority of the server and shows the certificate of the client', async () => {
    const url = await askingSite();

    const { fetch, close } = network().secured(strict);
    const answer = await fetch(url);

    expect(await answer.text()).toEqual('ok');
    await close();
  });

  test('leaves every other request as it was', async () => {
    const url = await askingSite();
    const opened = network();

    const { fetch } = opened.secured({ ca: tls('authority') });

    await expect(fetch(url)).rejects.toThrow('fetch failed');
    await expect(opened.fetch(url)).rejects.toMatchObject({ cause: { code: 'SELF_SIGNED_CERT_IN_CHAIN' } });
  });

  test('checks the name that is expected', async () => {
    const url = await askingSite();

    const failure = network()
      .secured({ ...strict, serverName: 'elsewhere.example' })
      .fetch(url);

    await expect(failure).rejects.toMatchObject({ cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' } });
  });

  test('takes any certificate where it is told to', async () => {
    const url = await secureSite((_, response) => response.end('ok'));

    const answer = await network().secured({ insecure: true }).fetch(url);

    expect(await answer.text()).toEqual('ok');
  });

  test('goes through the proxy', async () => {
    const url = await askingSite();
    const { host, seen } = await proxy();

    const answer = await network({ proxy: `http://${host}` })
      .secured(strict)
      .fetch(url);

    expect([await answer.text(), seen]).toEqual(['ok', [['tunnel', url.slice('https://'.length), undefined]]]);
  });

  test.each([
    [{ ca: 'no certificate' }, 'cannot use the certificate authorities'],
    [{ cert: 'no certificate', key: 'no key' }, 'cannot use the certificates of a server'],
  ])('refuses %j', (given, message) => {
    expect(() => network().secured(given)).toThrow(message);
  });
});

test.each([
  [{ ca: 'no certificate' }, 'cannot use the certificate authorities'],
  [{ ca: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' }, 'cannot use the certificate authorities'],
  [{ environment: { HTTPS_PROXY: 'socks5://user:secret@x' } }, 'cannot use HTTPS_PROXY as a proxy: it is no http'],
  [{ proxy: 'http://' }, 'cannot use proxy as a proxy: it is no http or https URL'],
])('refuses %j', (options, message) => {
  expect(() => network(options)).toThrow(message);
});

describe('a redirect', () => {
  const secrets = { authorization: 'Bearer x', 'x-api-key': 'y', accept: 'text/plain' };

  test('within the origin keeps the headers', async () => {
    const url = await site((incoming, response) =>
      incoming.url === '/to' ? echo(incoming, response) : response.writeHead(302, { location: '/to' }).end(),
    );

    const answer = await network().fetch(url, { headers: secrets });

    expect(await answer.json()).toMatchObject({ headers: secrets });
  });

  test('to another origin carries no secret', async () => {
    const other = await site(echo);
    const url = await site((_, response) => response.writeHead(302, { location: other }).end());

    const answer = await network().fetch(url, { headers: secrets });

    const { headers } = JSON.parse(await answer.text());
    expect([headers.accept, headers.authorization, headers['x-api-key']]).toEqual(['text/plain', undefined, undefined]);
  });

  test('of a body to another origin is refused', async () => {
    const other = await site(echo);
    const url = await site((_, response) => response.writeHead(307, { location: other }).end());

    const failure = network().fetch(url, { method: 'POST', body: 'secret' });

    await expect(failure).rejects.toMatchObject({
      cause: { message: `refused a redirect to ${new URL(other).host}, which must not get the body` },
    });
  });

  test('in a loop ends', async () => {
    const url = await site((_, response) => response.writeHead(302, { location: '/' }).end());

    await expect(network().fetch(url)).rejects.toMatchObject({ cause: { message: 'more than 5 redirects' } });
  });

  test('is handed out where it is not to be followed', async () => {
    const url = await site((_, response) => response.writeHead(302, { location: '/x' }).end());

    const answer = await network().fetch(url, { redirect: 'manual' });

    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/x']);
  });
});
