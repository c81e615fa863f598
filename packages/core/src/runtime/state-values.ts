import type { SQLOutputValue } from 'node:sqlite';
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

// Below a page of the database nothing is gained.
const COMPRESS_FROM_BYTES = 4_096;

export interface Packed {
  readonly value: Uint8Array;
  readonly compressed: 0 | 1;
}

/** A JSON value as it is stored. */
export async function pack(json: unknown): Promise<Packed> {
  const bytes = Buffer.from(JSON.stringify(json));
  return bytes.length < COMPRESS_FROM_BYTES
    ? { value: bytes, compressed: 0 }
    : { value: await compress(bytes), compressed: 1 };
}

/** The JSON value of a row. Throws where its bytes are damaged. */
export async function unpack(row: Readonly<Record<string, SQLOutputValue>>): Promise<unknown> {
  if (!(row.value instanceof Uint8Array)) throw new TypeError('not the bytes of a value');
  const bytes = row.compressed === 1 ? await decompress(row.value) : row.value;
  return JSON.parse(Buffer.from(bytes).toString());
}
