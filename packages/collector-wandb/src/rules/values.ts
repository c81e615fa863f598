/** An object out of JSON. */
export type JsonObject = Readonly<Record<string, unknown>>;

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What stands under a key; where no such key is there, each dot may lead into an object. */
export function valueAt(object: JsonObject, key: string): unknown {
  if (Object.hasOwn(object, key)) return object[key];
  for (const prefix of prefixesOf(key)) {
    const below = Object.hasOwn(object, prefix) ? object[prefix] : undefined;
    const value = isJsonObject(below) ? valueAt(below, key.slice(prefix.length + 1)) : undefined;
    if (value !== undefined) return value;
  }
  return undefined;
}

/** A finite number under a key; texts, lists, histograms and the like are none. */
export function numberAt(object: JsonObject, key: string): number | undefined {
  const value = valueAt(object, key);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The keys that have to be asked for, so that `valueAt` finds these. */
export function askedKeys(keys: readonly string[]): readonly string[] {
  return [...new Set(keys.flatMap((key) => [key, ...prefixesOf(key)]))];
}

/** `a.b.c` lies in `a.b` or in `a`. */
function prefixesOf(key: string): string[] {
  const dots = [...key.matchAll(/\./g)].map(({ index }) => index);
  return dots.map((dot) => key.slice(0, dot)).filter((prefix) => prefix !== '');
}
