// A process of its own: takes every payload in. `/taken` tells what came since it was last asked.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';

/** What arrived, as it travelled. */
export interface Taken {
  readonly requests: number;
  readonly series: number;
  readonly wireBytes: number;
  readonly largestWireBytes: number;
  readonly largestBytes: number;
}

interface Payload {
  readonly encoding: string;
  readonly body: Buffer;
}

let payloads: Payload[] = [];

const server = createServer((incoming, outgoing) => void take(incoming, outgoing));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
});

async function take(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  if (incoming.url === '/taken') {
    outgoing.end(JSON.stringify(taken()));
    payloads = [];
    return;
  }
  // Nothing is unpacked before it is asked for, so that the sender has the machine for itself.
  const body = await bodyOf(incoming);
  const encoding = incoming.headers['content-encoding'];
  // Our sender compares clocks by an empty object first, which travels as it is.
  if (encoding !== undefined) payloads.push({ encoding, body });
  outgoing.writeHead(202, { 'content-type': 'application/json' }).end('{"errors":[]}');
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function taken(): Taken {
  const texts = payloads.map(unpacked);
  return {
    requests: payloads.length,
    series: texts.reduce((sum, text) => sum + JSON.parse(text.toString()).series.length, 0),
    wireBytes: payloads.reduce((sum, { body }) => sum + body.length, 0),
    largestWireBytes: Math.max(0, ...payloads.map(({ body }) => body.length)),
    largestBytes: Math.max(0, ...texts.map(({ length }) => length)),
  };
}

function unpacked({ encoding, body }: Payload): Buffer {
  if (encoding === 'gzip') return gunzipSync(body);
  if (encoding === 'zstd') return zstdDecompressSync(body);
  throw new Error(`cannot unpack a payload of encoding ${encoding}`);
}
