/** True where one of the patterns, in which `*` stands for any text, covers the whole value. */
export function matchesAny(patterns: readonly string[], value: string): boolean {
  return patterns.some((pattern) => {
    const source = pattern.split('*').map(escaped).join('.*');
    return new RegExp(`^${source}$`, 's').test(value);
  });
}

const escaped = (text: string) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
