/** Tests names against a glob: `*` is any text, `?` any character, `{a,b}` either. */
export function globTest(glob: string): (name: string) => boolean {
  const pattern = glob
    .replace(/[.+^$()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
    .replace(/\{([^}]*)\}/g, (_, choices: string) => `(?:${choices.replaceAll(',', '|')})`);
  const expression = new RegExp(`^${pattern}$`);
  return (name) => expression.test(name);
}

/** What is asked for: everything, or what an include matches, less what an exclude matches. */
export interface NameFilter {
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
}

/** A test that all the filters must pass; nothing where none of them filters. */
export function nameTest(filters: readonly NameFilter[]): ((name: string) => boolean) | undefined {
  const tests = filters.flatMap(({ include = [], exclude = [] }) => [
    ...(include.length > 0 ? [anyOf(include)] : []),
    ...(exclude.length > 0 ? [not(anyOf(exclude))] : []),
  ]);
  return tests.length === 0 ? undefined : (name) => tests.every((test) => test(name));
}

const anyOf = (globs: readonly string[]) => {
  const tests = globs.map(globTest);
  return (name: string) => tests.some((test) => test(name));
};

const not = (test: (name: string) => boolean) => (name: string) => !test(name);
