/** A record of the API with everything that it could tell. */
export type Row = Readonly<Record<string, unknown>> & { readonly gid: string };

type Tree = Map<string, Tree>;

/** The fields that `opt_fields` names, comma-separated or repeated; `undefined` where there are none. */
export function fieldsOf(query: URLSearchParams): readonly string[] | undefined {
  const names = query
    .getAll('opt_fields')
    .flatMap((text) => text.split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return names.length === 0 ? undefined : names;
}

/** What of a record is answered: its gid and the named fields; names that it does not have are passed over. */
export function selected(row: Row, names: readonly string[]): unknown {
  return picked(row, treeOf(names));
}

function treeOf(names: readonly string[]): Tree {
  const root: Tree = new Map();
  for (const name of names) {
    let node = root;
    for (const part of name.split('.')) {
      const next = node.get(part) ?? new Map();
      node.set(part, next);
      node = next;
    }
  }
  return root;
}

function picked(value: unknown, tree: Tree): unknown {
  if (Array.isArray(value)) return value.map((one) => picked(one, tree));
  if (!isRecord(value)) return value;
  if (tree.size === 0) return reference(value);
  const gid = 'gid' in value ? { gid: value.gid } : {};
  const fields = [...tree].filter(([name]) => Object.hasOwn(value, name));
  return { ...gid, ...Object.fromEntries(fields.map(([name, below]) => [name, picked(value[name], below)])) };
}

/** A record that is named without any of its fields: which one it is, and nothing of what is in it. */
function reference(value: Readonly<Record<string, unknown>>): unknown {
  if ('gid' in value) return { gid: value.gid, resource_type: value.resource_type };
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, picked(inner, new Map())]));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
