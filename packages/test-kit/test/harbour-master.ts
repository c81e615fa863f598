import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Asked, Misbehavior, Scene, Source } from '../src/index.js';

const startedAt = new Date('2026-11-20T00:00:00Z');

const SHIPS = [
  { name: 'aegir', built: '2026-11-10T00:00:00Z', arrived: '2026-11-19T23:50:00Z' },
  { name: 'bragi', built: '2026-11-12T00:00:00Z', arrived: '2026-11-19T23:55:00Z' },
];

/** A source with two ships on two pages in every harbour, or with none. */
export async function startHarbourMaster(scene: Scene): Promise<Source> {
  const requests: Asked[] = [];
  const rules: Misbehavior[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const page = Number(url.searchParams.get('page'));
    const items = scene === 'empty' ? [] : SHIPS.slice(page - 1, page);
    const next = scene !== 'empty' && page < SHIPS.length ? page + 1 : undefined;
    requests.push(asked(request, url));
    const rule = rules.find(({ match = {} }) => fits(match, url));
    if (rule === undefined) response.setHeader('date', startedAt.toUTCString()).end(JSON.stringify({ items, next }));
    else misbehave(rule, request, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    config: { url: `http://127.0.0.1:${port}`, harbours: scene === 'two targets' ? ['bergen', 'oslo'] : ['bergen'] },
    secrets: { token: '6f1d2c7b9a' },
    startedAt,
    requests,
    misbehave: (rule) => void rules.push(rule),
    close: () => new Promise((closed) => server.close(() => closed()).closeAllConnections()),
  };
}

function asked(request: IncomingMessage, url: URL): Asked {
  const query = Object.fromEntries([...url.searchParams].map(([key, value]) => [key, [value]]));
  return {
    method: request.method ?? '',
    path: url.pathname,
    query,
    body: { sha256: createHash('sha256').digest('hex') },
  };
}

function fits({ path, query = {} }: NonNullable<Misbehavior['match']>, url: URL): boolean {
  const here = path === undefined || path === url.pathname;
  return here && Object.entries(query).every(([key, value]) => url.searchParams.get(key) === value);
}

function misbehave(rule: Misbehavior, request: IncomingMessage, response: ServerResponse): void {
  if (rule.reset === true) return void request.socket.destroy();
  if (rule.cut !== undefined) return void response.end('{"items":[{');
  response
    .writeHead(rule.status ?? 200, rule.headers)
    .end(typeof rule.body === 'string' ? rule.body : JSON.stringify(rule.body));
}
