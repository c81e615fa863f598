/** What a program may rely on of a JSON value: its keys and the types of what they hold, not the values. */
export function shapeOf(value: unknown, depth = 6): unknown {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? [] : [merged(value.map((item) => shapeOf(item, depth - 1)))];
  if (typeof value !== 'object') return typeof value;
  if (depth <= 0) return 'object';
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => one.localeCompare(other))
      .map(([key, item]) => [key, shapeOf(item, depth - 1)]),
  );
}

/** One shape for all items: a key that only some of them have is there, too. */
function merged(shapes: readonly unknown[]): unknown {
  const [first] = shapes;
  if (!shapes.every(isRecord)) return first;
  const keys = [...new Set(shapes.flatMap((shape) => Object.keys(shape)))].toSorted();
  return Object.fromEntries(
    keys.map((key) => {
      const held = shapes.filter((shape) => key in shape);
      const all = merged(held.map((shape) => shape[key]));
      return [held.length === shapes.length ? key : `${key}?`, all];
    }),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
