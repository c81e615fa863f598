import { promisify } from 'node:util';
import { gunzip, inflate, zstdDecompress } from 'node:zlib';
import { RefusedRequest } from '../stand-in/read-request.js';
import type { ContentEncoding, EndpointLimits } from './limits.js';

type Unpack = (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const unzstd: Unpack = promisify(zstdDecompress);
const unpackers: Readonly<Record<ContentEncoding, Unpack>> = {
  identity: async (body, { maxOutputLength }) => {
    if (body.length > maxOutputLength) throw Object.assign(new Error(), { code: 'ERR_BUFFER_TOO_LARGE' });
    return body;
  },
  deflate: promisify(inflate),
  gzip: promisify(gunzip),
  zstd: unzstd,
  zstd1: unzstd,
};

/** Unpacks a body; 413 beyond the endpoint's sizes, 415 for an encoding it does not take, 400 for damage. */
export async function unpackBody(
  body: Buffer,
  header: string | undefined,
  { compressedBytes, uncompressedBytes, encodings }: EndpointLimits,
): Promise<Buffer> {
  if (body.length > compressedBytes) {
    throw new RefusedRequest(413, `Payload too large: ${body.length} bytes, at most ${compressedBytes}`);
  }
  const name = header?.trim().toLowerCase() || 'identity';
  const encoding = encodings.find((known) => known === name);
  if (encoding === undefined) {
    throw new RefusedRequest(415, `Unsupported Content-Encoding (supported: ${encodings.join(', ')})`);
  }
  try {
    return await unpackers[encoding](body, { maxOutputLength: uncompressedBytes });
  } catch (cause) {
    if (isTooLarge(cause)) {
      throw new RefusedRequest(413, `Payload too large: more than ${uncompressedBytes} bytes uncompressed`, { cause });
    }
    throw new RefusedRequest(400, `Invalid ${encoding} body`, { cause });
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}
