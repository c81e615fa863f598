import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, inflateSync } from 'node:zlib';
import { listening } from '../wire/fault-proxy.js';
import { pointsIn, type WirePoint } from './wire-points.js';

/** A request with points. */
export interface Received {
  readonly points: readonly WirePoint[];
  /** Compressed, as it came over the wire. */
  readonly bytes: number;
}

export interface Reply {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the intake does with a request: what it answers, and whether it stores the points. */
export interface Conduct {
  readonly answer: Reply | 'silence' | 'reset';
  readonly stores: boolean;
}

/** What an intake answers that accepts: https://docs.datadoghq.com/api/latest/metrics/#submit-metrics */
export const ACCEPTED: Reply = { status: 202, body: '{"errors":[]}' };

/** An intake on 127.0.0.1 that knows what it really stored, and what it said it took. */
export interface RecordingIntake {
  readonly url: string;
  /** Values by key: one for each time that a point was stored. */
  readonly stored: ReadonlyMap<string, readonly number[]>;
  /** Keys of the points in requests that were answered as accepted. */
  readonly taken: ReadonlySet<string>;
  /** Of the requests with points, in bytes as they came. */
  readonly sizes: readonly number[];
  /** How many requests with points the fault met. */
  readonly met: number;
  /** Ends the fault. */
  recover(): void;
  close(): Promise<void>;
}

/** `conduct` is asked of every request with points until the intake recovers; nothing from it is what is right. */
export async function startIntake(
  date: () => Date,
  conduct: (received: Received, met: number) => Conduct | undefined,
): Promise<RecordingIntake> {
  const stored = new Map<string, number[]>();
  const taken = new Set<string>();
  const sizes: number[] = [];
  let met = 0;
  let isFaulty = true;
  const serve = async (incoming: IncomingMessage, response: ServerResponse) => {
    const received = await read(incoming);
    const fault = isFaulty && received.points.length > 0 ? conduct(received, met) : undefined;
    if (fault !== undefined) met++;
    const { answer, stores } = fault ?? { answer: ACCEPTED, stores: true };
    if (received.points.length > 0) sizes.push(received.bytes);
    if (stores) for (const { key, value } of received.points) stored.set(key, [...(stored.get(key) ?? []), value]);
    if (answer === 'silence') return;
    if (answer === 'reset') {
      response.socket?.resetAndDestroy();
      return;
    }
    if (answer === ACCEPTED) for (const { key } of received.points) taken.add(key);
    response.writeHead(answer.status, {
      'content-type': 'application/json',
      date: date().toUTCString(),
      ...answer.headers,
    });
    response.end(answer.body ?? '{"errors":["scripted"]}');
  };
  const server = createServer((incoming, response) => void serve(incoming, response));
  const url = await listening(server);
  return {
    url,
    stored,
    taken,
    sizes,
    get met() {
      return met;
    },
    recover: () => {
      isFaulty = false;
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function read(incoming: IncomingMessage): Promise<Received> {
  const body = await buffer(incoming);
  const payload: unknown = JSON.parse(decoded(body, incoming.headers['content-encoding']).toString());
  return { bytes: body.length, points: pointsIn(incoming.url ?? '', payload) };
}

function decoded(body: Buffer, encoding: string | undefined): Buffer {
  if (encoding === undefined) return body;
  if (encoding === 'gzip') return gunzipSync(body);
  if (encoding === 'deflate') return inflateSync(body);
  throw new Error(`the intake does not take ${encoding}`);
}
