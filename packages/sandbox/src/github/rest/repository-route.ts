import type { Permission } from '../permission.js';
import type { Reply } from '../reply.js';
import type { RepositoryCall } from './call.js';

/** One GET route below a repository; `{}` stands for one segment, a last `{*}` for all that follow. */
export interface RepositoryRoute {
  readonly path: string;
  readonly needs: readonly Permission[];
  answer(call: RepositoryCall): Reply;
}

/** The values of the placeholders when the path fits, decoded. */
export function fit(pattern: string, path: string): readonly string[] | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  const isOpen = wanted.at(-1) === '{*}';
  if (isOpen ? given.length < wanted.length : given.length !== wanted.length) return undefined;
  const values: string[] = [];
  for (const [at, segment] of wanted.entries()) {
    const value = given[at] ?? '';
    if (segment === '{*}') values.push(decodeURIComponent(given.slice(at).join('/')));
    else if (segment === '{}') values.push(decodeURIComponent(value));
    else if (segment !== value) return undefined;
  }
  return values;
}
