import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import { TLSSocket } from 'node:tls';

/** PEM text of the test cluster: `authority`, `server`, `client` and their keys. */
export const pem = (name: string) => readFileSync(new URL(`tls/${name}.pem`, import.meta.url), 'utf8');

/** What a request was made with. */
export interface Seen {
  readonly authorization: string | undefined;
  /** Of the certificate of the client. */
  readonly client: string | undefined;
}

/** An API server of an empty cluster, with TLS of an authority that nobody else trusts. */
export async function secureServer(onRequest: () => void = () => {}) {
  const seen: Seen[] = [];
  const tls = { cert: pem('server'), key: pem('server-key'), ca: pem('authority'), requestCert: true };
  const server = createServer({ ...tls, rejectUnauthorized: false }, (incoming, outgoing) => {
    seen.push({ authorization: incoming.headers.authorization, client: clientOf(incoming) });
    onRequest();
    outgoing.setHeader('date', new Date('2026-11-20T12:00:00Z').toUTCString());
    outgoing.end(JSON.stringify({ kind: 'List', metadata: {}, items: [] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return {
    url: `https://127.0.0.1:${port}`,
    port,
    seen,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function clientOf({ socket }: IncomingMessage): string | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  return [socket.getPeerCertificate().subject?.CN].flat()[0];
}
