import { TAG_BYTES } from './limits.js';

/** The tag as stored: clipped, lower case, from its first letter or colon on, other characters as one underscore. */
export function normalizeTag(tag: string): string {
  return clip(tag, TAG_BYTES)
    .toLowerCase()
    .replace(/^[^\p{L}:]+/u, '')
    .replace(/[^\p{L}\p{N}\-:./]+/gu, '_')
    .replace(/[_:]+$/, '');
}

/** The longest beginning that fits, without half a character. */
function clip(text: string, bytes: number): string {
  const encoded = Buffer.from(text);
  if (encoded.length <= bytes) return text;
  let end = bytes;
  while (((encoded[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return encoded.toString('utf8', 0, end);
}
