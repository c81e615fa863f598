import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { createDeflate, createGunzip, createInflate, createZstdDecompress, type Gzip } from 'node:zlib';

/** What a test sees of one request. */
export interface IntakeRequest {
  readonly path: string;
  readonly key: string | undefined;
  readonly encoding: string | undefined;
  /** Compressed, as it came over the wire. */
  readonly bytes: number;
  /** The text of the body. */
  readonly body: string;
  readonly series: readonly IntakeSeries[];
}

export interface IntakeSeries {
  readonly metric: string;
  readonly type?: number | string;
  readonly tags: readonly string[];
  readonly points: readonly unknown[];
}

/** `reset` ends the connection, `silence` never answers. */
export type ScriptedAnswer =
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  | 'reset'
  | 'silence';

export const ACCEPTED: ScriptedAnswer = { status: 202, body: '{"errors":[]}' };

export interface ScriptedIntake extends AsyncDisposable {
  readonly url: string;
  /** Without the empty ones that ask for the clock. */
  readonly requests: readonly IntakeRequest[];
  readonly hellos: readonly IntakeRequest[];
}

export interface IntakeScript {
  readonly answer?: (request: IntakeRequest, index: number) => ScriptedAnswer;
  /** To the empty request that comes first. */
  readonly hello?: (index: number) => ScriptedAnswer;
  readonly date: () => Date;
}

/** An intake on 127.0.0.1 that answers as it is told. */
export async function scriptedIntake(script: IntakeScript): Promise<ScriptedIntake> {
  const requests: IntakeRequest[] = [];
  const hellos: IntakeRequest[] = [];
  const server = createServer((incoming, response) => {
    void read(incoming).then((request) => {
      const isHello = request.body === '{}';
      const answer = isHello ? script.hello?.(hellos.length) : script.answer?.(request, requests.length);
      (isHello ? hellos : requests).push(request);
      write(answer ?? ACCEPTED, response, script.date());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: urlOf(server), requests, hellos, [Symbol.asyncDispose]: () => close(server) };
}

async function read(incoming: IncomingMessage): Promise<IntakeRequest> {
  let bytes = 0;
  incoming.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  const encoding = incoming.headers['content-encoding'];
  const body = await text(encoding === undefined ? incoming : incoming.pipe(decoder(encoding)));
  const key = incoming.headers['dd-api-key'];
  return {
    path: incoming.url ?? '',
    key: typeof key === 'string' ? key : undefined,
    encoding,
    bytes,
    body,
    series: JSON.parse(body).series ?? [],
  };
}

function decoder(encoding: string): Gzip {
  if (encoding === 'gzip') return createGunzip();
  if (encoding === 'zstd') return createZstdDecompress();
  return encoding === 'deflate' ? createInflate() : createDeflate();
}

function write(answer: ScriptedAnswer, response: ServerResponse, date: Date): void {
  if (answer === 'silence') return;
  if (answer === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  response.writeHead(answer.status, {
    'content-type': 'application/json',
    date: date.toUTCString(),
    ...answer.headers,
  });
  response.end(answer.body ?? '{"errors":["scripted"]}');
}

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the intake listens on no port');
  return `http://127.0.0.1:${address.port}`;
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
