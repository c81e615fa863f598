import { type Answered, withBody } from './exchange.js';

/** An answer with its JSON changed in place. */
export function edited(answer: Answered, edit: (body: unknown) => void): Answered {
  const body: unknown = JSON.parse(answer.body.toString());
  edit(body);
  return withBody(answer, JSON.stringify(body));
}

/** What stands at a path; throws where it is not there, since a fault would else not be made. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found = value;
  for (const step of path) {
    if (typeof found !== 'object' || found === null) throw new Error(`there is no ${path.join('.')}`);
    found = Object.entries(found).find(([key]) => key === String(step))?.[1];
  }
  return found;
}

export function rowsAt(value: unknown, ...path: readonly (string | number)[]): unknown[] {
  const rows = at(value, ...path);
  if (!Array.isArray(rows)) throw new Error(`there are no rows at ${path.join('.')}`);
  return rows;
}

/** Sets what stands at a path. */
export function put(value: unknown, path: readonly (string | number)[], replacement: unknown): void {
  const parent = at(value, ...path.slice(0, -1));
  if (typeof parent !== 'object' || parent === null) throw new Error(`there is no ${path.join('.')}`);
  Object.assign(parent, { [String(path.at(-1))]: replacement });
}
