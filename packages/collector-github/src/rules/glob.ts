/** True where the pattern, in which `*` stands for any text, covers the whole value. */
export function matches(pattern: string, value: string): boolean {
  const source = pattern.split('*').map(escaped).join('.*');
  return new RegExp(`^${source}$`, 's').test(value);
}

/** True where one of the patterns covers the whole value. */
export function matchesAny(patterns: readonly string[], value: string): boolean {
  return patterns.some((pattern) => matches(pattern, value));
}

const escaped = (text: string) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
