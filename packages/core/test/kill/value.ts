import { crc32 } from 'node:zlib';

/** The value that belongs to an id; every two hundredth is one that the intake refuses. */
export function expectedValue(id: string): number {
  const hash = crc32(id);
  return hash % 200 === 0 ? -1 - (hash % 1000) : hash % 1_000_000;
}
