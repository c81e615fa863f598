const MAX_DEPTH = 6;

/** JSON of ours: nothing in it can fail to be written. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/** Any value as JSON, every text in it passed through `redact`; cycles end at the sixth level. */
export function plainOf(value: unknown, redact: (text: string) => string, depth = 0): Plain {
  if (typeof value === 'number' || typeof value === 'bigint') return numberOf(value, redact);
  if (typeof value === 'boolean' || value === null) return value;
  if (typeof value !== 'object') return redact(String(value));
  if (depth === MAX_DEPTH) return '[…]';
  const within = (inner: unknown) => plainOf(inner, redact, depth + 1);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof Error) return within(errorFields(value));
  if (value instanceof Map) return within(Object.fromEntries(value));
  if (Array.isArray(value) || value instanceof Set) return [...value].map(within);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.map(([key, inner]) => [redact(key), within(inner)]));
}

// A number can spell a secret; as soon as it does, it is a text.
function numberOf(value: number | bigint, redact: (text: string) => string): Plain {
  const text = String(value);
  const shown = redact(text);
  return typeof value === 'number' && Number.isFinite(value) && shown === text ? value : shown;
}

function errorFields({ name, message, stack, cause }: Error): object {
  return { name, message, stack, cause };
}
