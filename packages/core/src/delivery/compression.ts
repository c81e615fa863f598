import { promisify } from 'node:util';
import { constants, deflate, gzip, zstdCompress } from 'node:zlib';

/** How series travel; distributions take deflate alone. */
export type Compression = 'gzip' | 'zstd';
export type ContentEncoding = Compression | 'deflate';

const toGzip = promisify(gzip);
const toZstd = promisify(zstdCompress);
const toDeflate = promisify(deflate);

// A usual batch comes out in one piece: each further one waits for the main thread to be free.
const CHUNK_BYTES = 256 * 1024;

/** Compresses off the main thread. */
export async function compress(bytes: Uint8Array, encoding: ContentEncoding): Promise<Uint8Array<ArrayBuffer>> {
  switch (encoding) {
    case 'gzip':
      return toGzip(bytes, { level: constants.Z_BEST_SPEED, chunkSize: CHUNK_BYTES });
    case 'zstd':
      return toZstd(bytes, { chunkSize: CHUNK_BYTES });
    case 'deflate':
      return toDeflate(bytes, { chunkSize: CHUNK_BYTES });
  }
}
