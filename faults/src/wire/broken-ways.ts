import dns from 'node:dns';
import { createServer } from 'node:http';
import { vi } from 'vitest';
import { listening } from './fault-proxy.js';

/** Names that end so do not resolve, as long as the process lives; no name server is asked. */
const NOWHERE = '.faults.invalid';
const asked = new Map<string, number>();

/** The same address by a name that does not resolve, and how often it was looked up. */
export function unresolvable(url: string, label: string): { readonly url: string; lookups(): number } {
  const host = `${label.replaceAll(/\W/g, '-').toLowerCase()}${NOWHERE}`;
  const { port } = new URL(url);
  if (!vi.isMockFunction(dns.lookup)) refuseNames();
  return { url: `http://${host}:${port}`, lookups: () => asked.get(host) ?? 0 };
}

function refuseNames(): void {
  const real = dns.lookup;
  vi.spyOn(dns, 'lookup').mockImplementation(
    Object.assign(
      (...[host, ...others]: Parameters<typeof real>) => {
        const answer: unknown = others.at(-1);
        if (!host.endsWith(NOWHERE) || typeof answer !== 'function') return real(host, ...others);
        asked.set(host, (asked.get(host) ?? 0) + 1);
        const message = `getaddrinfo ENOTFOUND ${host}`;
        process.nextTick(
          answer,
          Object.assign(new Error(message), { code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: host }),
        );
      },
      { __promisify__: real.__promisify__ },
    ),
  );
}

/** A proxy that lets nobody through. */
export async function refusingProxy() {
  let met = 0;
  const server = createServer((_, response) => {
    met++;
    response.writeHead(407, { 'proxy-authenticate': 'Basic' }).end();
  });
  server.on('connect', (_, socket) => {
    met++;
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\n\r\n');
  });
  const url = await listening(server);
  const close = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };
  return { url, met: () => met, close };
}
