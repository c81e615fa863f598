import { SecretError } from './failure.js';

/** A secret as it is stored: text, or bytes. */
export type Stored = string | Uint8Array;

/** The text of a stored secret, or of one key of it; throws a SecretError for what is empty or no text. */
export function secretText(
  stored: Stored,
  { id, key }: { readonly id: string; readonly key?: string },
  warn: ((message: string) => void) | undefined,
): string {
  const object = key === undefined ? `the secret ${id}` : `${key} of the secret ${id}`;
  const whole = typeof stored === 'string' ? stored : decoded(stored, id);
  return withoutNewline(key === undefined ? whole : valueAt(whole, id, key), object, warn);
}

function decoded(bytes: Uint8Array, id: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SecretError('SECRET_UNUSABLE', `cannot read the secret ${id}: it is binary`, { cause });
  }
}

function valueAt(text: string, id: string, key: string): string {
  let value = parsed(text, id, key);
  for (const step of key.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step))
      throw new SecretError('SECRET_KEY_NOT_FOUND', `cannot read ${key} of the secret ${id}: it has no such key`, {
        hint: 'levels are parted by dots: #database.password',
      });
    value = new Map<string, unknown>(Object.entries(value)).get(step);
  }
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new SecretError('SECRET_UNUSABLE', `cannot read ${key} of the secret ${id}: it is no text and no number`);
}

// The reason of the parser is left out: it quotes what it could not parse.
function parsed(text: string, id: string, key: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SecretError('SECRET_UNUSABLE', `cannot read ${key} of the secret ${id}: the secret is not JSON`, {
      hint: `leave out #${key} to use the whole secret`,
    });
  }
}

// What an editor or `echo` appends is no part of a key, while the last line of a PEM document does end in a newline.
function withoutNewline(text: string, object: string, warn: ((message: string) => void) | undefined): string {
  const trimmed = text.replace(/(?:\r?\n)+$/, '');
  if (trimmed.trim() === '')
    throw new SecretError('SECRET_UNUSABLE', `cannot use ${object}: it is empty`, { hint: 'store its value' });
  if (trimmed !== text && !trimmed.includes('\n'))
    warn?.(`${object} ends in a newline, which was cut off: store it without`);
  return trimmed;
}
