import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, inflateSync } from 'node:zlib';

/** One point that the intake took. */
export interface Taken {
  readonly id: string;
  readonly value: number;
  readonly kind: string;
}

export interface MoodyIntake {
  readonly url: string;
  readonly taken: readonly Taken[];
  /** From now on every sound request is accepted. */
  calm(): void;
  close(): Promise<void>;
}

interface WireSeries {
  readonly metric: string;
  readonly tags: readonly string[];
  readonly points: readonly ({ readonly value: number } | readonly [number, readonly number[]])[];
}

/** Fails at random: before it took the points, after, or with a refusal; `seen` is called at every request. */
export async function moodyIntake(random: () => number, seen: () => void): Promise<MoodyIntake> {
  const taken: Taken[] = [];
  let isCalm = false;
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const points = pointsIn(request, await buffer(request));
    seen();
    const mood = isCalm ? 1 : random();
    if (mood < 0.08) return response.socket?.resetAndDestroy();
    if (mood < 0.16) return write(response, 503);
    if (mood < 0.2) return write(response, 429);
    if (points.some(({ value }) => value < 0)) return write(response, 400);
    taken.push(...points);
    if (mood < 0.28) return response.socket?.resetAndDestroy();
    return write(response, 202);
  };
  const server = createServer((request, response) => {
    // A killed worker leaves half a request behind, which is nobody's fault.
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the intake listens on no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    taken,
    calm: () => {
      isCalm = true;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function write(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(status === 202 ? '{"errors":[]}' : '{"errors":["moody"]}');
}

function pointsIn({ headers }: IncomingMessage, body: Buffer): Taken[] {
  const encoding = headers['content-encoding'];
  const text = encoding === 'gzip' ? gunzipSync(body) : encoding === 'deflate' ? inflateSync(body) : body;
  const series: readonly WireSeries[] = JSON.parse(text.toString('utf8')).series ?? [];
  return series.flatMap(({ metric, tags, points }) =>
    points.flatMap((point) => {
      const id = tags.find((tag) => tag.startsWith('id:'))?.slice(3) ?? '';
      const values = 'value' in point ? [point.value] : point[1];
      return values.map((value) => ({ id, value, kind: metric.replace('kill.', '') }));
    }),
  );
}
