import { createServer, type Server } from 'node:http';
import { ConfigError, reasonOf } from '@metta-dd/core';
import { UsageError } from '../failure.js';
import type { DaemonStatus } from './status.js';

/** Where the daemon is asked how it is. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** A server that answers until it is closed. */
export interface StatusServer {
  readonly url: string;
  close(): Promise<void>;
}

/** `127.0.0.1:9464`, `[::1]:0`; `off` is no address. */
export function parseListen(text: string): ListenAddress | undefined {
  if (text === 'off') return undefined;
  const [, bracketed, plain, digits = ''] = /^(?:\[([\da-f:.]+)\]|([^:[\]]+)):(\d{1,5})$/i.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host !== undefined && Number(digits) <= 65_535) return { host, port: Number(digits) };
  throw new UsageError(`--listen ${text} is no address`, 'write --listen 127.0.0.1:9464, or --listen off');
}

/** Serves /healthz, /readyz and /metrics. */
export async function startStatusServer(status: DaemonStatus, { host, port }: ListenAddress): Promise<StatusServer> {
  const server = createServer((request, response) => {
    const { code, type = 'text/plain; charset=utf-8', body } = answerTo(request.method, request.url ?? '/', status);
    response.writeHead(code, { 'content-type': type, 'cache-control': 'no-store' });
    response.end(request.method === 'HEAD' ? undefined : body);
  });
  await listening(server, { host, port });
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

interface Answer {
  readonly code: number;
  readonly type?: string;
  readonly body: string;
}

function answerTo(method: string | undefined, url: string, status: DaemonStatus): Answer {
  if (method !== 'GET' && method !== 'HEAD') return { code: 405, body: 'only GET and HEAD\n' };
  switch (url.replace(/\?.*$/, '')) {
    // That it answers is the news: a thread that blocks does not.
    case '/healthz':
      return { code: 200, body: 'ok\n' };
    case '/readyz':
      return { code: status.state === 'ready' ? 200 : 503, body: `${status.state}\n` };
    case '/metrics':
      return { code: 200, type: 'text/plain; version=0.0.4; charset=utf-8', body: status.text() };
    default:
      return { code: 404, body: 'try /healthz, /readyz or /metrics\n' };
  }
}

async function listening(server: Server, { host, port }: ListenAddress): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen({ host, port }, () => resolve());
    });
  } catch (cause) {
    throw new ConfigError(`cannot listen on ${host}:${port}: ${reasonOf(cause)}`, {
      cause,
      hint: 'another one: --listen 127.0.0.1:0, or none: --listen off',
    });
  }
}
