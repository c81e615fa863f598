import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';

/** A request as it came over the wire. */
export interface Wire {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What is answered; `destroy` breaks the connection behind the body. */
export interface Scripted {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly destroy?: true;
}

const running: (() => void)[] = [];

afterEach(() => {
  for (const stop of running.splice(0)) stop();
});

/** A server on 127.0.0.1 that answers by a function, and is stopped after the test. */
export async function scripted(answer: (request: Wire, index: number) => Scripted | Promise<Scripted>) {
  const requests: Wire[] = [];
  const server = createServer((incoming, response) => void respond(incoming, response));
  async function respond(incoming: IncomingMessage, response: ServerResponse) {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { method = '', url = '', headers } = incoming;
    const request = { method, url, headers, body: Buffer.concat(chunks).toString() };
    requests.push(request);
    const { status = 200, headers: more = {}, body = {}, destroy } = await answer(request, requests.length - 1);
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const length = destroy ? { 'content-length': String(text.length + 100) } : {};
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...length, ...more });
    if (!destroy) return void response.end(status === 304 ? undefined : text);
    response.write(text, () => response.destroy());
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  running.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, requests };
}
