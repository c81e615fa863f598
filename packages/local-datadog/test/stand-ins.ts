import { once } from 'node:events';
import { connect } from 'node:net';
import { type StandIn, type StandInOptions, startStandIn } from '../src/stand-in/stand-in.js';

/** Starts stand-ins that stand at a time and know one route, `/widgets`, and closes them all. */
export function standIns() {
  const started: StandIn[] = [];
  return {
    start: async (options: Partial<StandInOptions> = {}) => {
      const standIn = await startStandIn({
        now: new Date('2025-10-23T18:20:00.000Z'),
        handler: ({ method, url, body }) =>
          url.pathname === '/widgets' ? { status: 200, body: { method, asked: body.toString() } } : undefined,
        ...options,
      });
      started.push(standIn);
      return standIn;
    },
    close: async () => {
      await Promise.all(started.splice(0).map((standIn) => standIn.close()));
    },
  };
}

/** What the server sends on a raw connection until it ends it. */
export async function raw(url: string, text: string) {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port), allowHalfOpen: true });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  const reset = new Promise<string>((resolve) => socket.once('error', () => resolve('reset')));
  const ended = once(socket, 'end').then(
    () => 'ended',
    () => 'reset',
  );
  socket.write(text);
  const how = await Promise.race([ended, reset]);
  socket.destroy();
  return { how, text: Buffer.concat(chunks).toString() };
}

/** A request for `/widgets` on a connection of its own. */
export const plainGet = 'GET /widgets HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n';
