// A process of its own: takes every payload in. `GET /taken` tells what came since it was last asked, from the bodies.
import { createServer, type IncomingMessage } from 'node:http';
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
  readonly encoding: string | undefined;
  readonly body: Buffer;
}

let payloads: Payload[] = [];

const server = createServer(async (incoming, outgoing) => {
  if (incoming.url === '/taken') {
    outgoing.end(JSON.stringify(taken()));
    payloads = [];
    return;
  }
  // Nothing is unpacked before it is asked for, so that the sender has the machine for itself.
  const body = await bodyOf(incoming);
  // Our sender compares clocks with an empty question first.
  if (body.length > 0) payloads.push({ encoding: incoming.headers['content-encoding'], body });
  outgoing.writeHead(202, { 'content-type': 'application/json' }).end('{"errors":[]}');
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
});

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
