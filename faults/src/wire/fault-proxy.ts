import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import type { Answered, Asked, Deed, Forward, Meddle } from './exchange.js';

export interface FaultProxyOptions {
  /** Where the source is. */
  readonly target: string;
  readonly meddle: Meddle;
  /** PEM; with it the proxy speaks TLS. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** Stands between a collector and its source, and makes faults on the wire. */
export interface FaultProxy {
  readonly url: string;
  readonly requests: readonly Asked[];
  /** How many were opened. */
  readonly connections: number;
  close(): Promise<void>;
}

const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length']);
// Compression is a fault's to make.
const NOT_SENT_ON = new Set([...HOP_BY_HOP, 'host', 'accept-encoding']);

/** Listens on a free port of 127.0.0.1. */
export async function startFaultProxy({ target, meddle, tls }: FaultProxyOptions): Promise<FaultProxy> {
  const agent = new Agent({ keepAlive: true });
  const requests: Asked[] = [];
  let connections = 0;
  let url = '';
  const forward: Forward = (asked) => sentOn(asked, { target, agent, shownAs: url });
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    try {
      const asked = await read(incoming);
      requests.push(asked);
      write(await meddle(asked, forward), outgoing);
    } catch {
      // The client is gone, or the source is: to the client a connection that ends.
      outgoing.destroy();
    }
  };
  const listener = (incoming: IncomingMessage, outgoing: ServerResponse) => void serve(incoming, outgoing);
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.on('connection', () => connections++);
  url = await listening(server, tls === undefined ? 'http' : 'https');
  return {
    url,
    requests,
    get connections() {
      return connections;
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
}

/** Begins to listen; the address of the server. */
export async function listening(server: Pick<Server, 'listen' | 'address'>, protocol = 'http'): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `${protocol}://127.0.0.1:${portOf(server.address())}`;
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  return address.port;
}

async function read(incoming: IncomingMessage): Promise<Asked> {
  const { method = 'GET', url: path = '/', headers } = incoming;
  return { method, path, headers, body: await text(incoming) };
}

interface Passage {
  readonly target: string;
  readonly agent: Agent;
  /** What the client takes the source for. */
  readonly shownAs: string;
}

async function sentOn({ method, path, headers, body }: Asked, { target, agent, shownAs }: Passage): Promise<Answered> {
  const others = Object.fromEntries(Object.entries(headers).filter(([name]) => !NOT_SENT_ON.has(name)));
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(`${target}${path}`, { method, headers: others, agent }, resolve);
    sent.once('error', reject);
    sent.end(body);
  });
  const own = (value: string) => value.replaceAll(target, shownAs);
  const kept = Object.entries(answer.headers).flatMap(([name, value]) =>
    value === undefined || HOP_BY_HOP.has(name) ? [] : [[name, own(String(value))]],
  );
  const whole = await buffer(answer);
  const links = whole.includes(target) ? Buffer.from(own(whole.toString())) : whole;
  return { status: answer.statusCode ?? 0, headers: Object.fromEntries(kept), body: links };
}

function write(deed: Deed, outgoing: ServerResponse): void {
  if (deed === 'silence') return;
  if ('status' in deed) {
    writeHead(deed, outgoing);
    outgoing.end(deed.body);
    return;
  }
  const { socket } = outgoing;
  if (deed.answer === undefined) {
    socket?.resetAndDestroy();
    return;
  }
  writeHead(deed.answer, outgoing);
  outgoing.write(deed.answer.body.subarray(0, deed.breaksAfter), () => socket?.destroy());
}

function writeHead({ status, headers, body }: Answered, outgoing: ServerResponse): void {
  outgoing.sendDate = false;
  outgoing.writeHead(status, { ...headers, ...(status !== 304 && { 'content-length': body.length }) });
}
