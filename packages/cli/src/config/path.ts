/** Keys and indexes from the top of the configuration. */
export type Path = readonly (string | number)[];

/** A path as people write it: `collectors.github.repos[0]`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}

/** True for what a YAML mapping becomes. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands at a path, if anything. */
export function valueAt(tree: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return typeof step === 'number' ? value[step] : undefined;
    return isRecord(value) ? value[step] : undefined;
  }, tree);
}

/** The tree with one more value; mappings on the way are made, nothing is changed in place. */
export function withValue(tree: unknown, path: Path, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  const record = isRecord(tree) ? tree : {};
  return { ...record, [step]: withValue(record[step], rest, value) };
}
