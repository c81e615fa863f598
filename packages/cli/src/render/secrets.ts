import type { CheckedSecret } from '../secrets/check.js';
import type { DeclaredSecret } from '../secrets/inventory.js';
import { table } from './table.js';

/** One line a secret: where it would come from. */
export function declaredText(secrets: readonly DeclaredSecret[]): string {
  return table(
    secrets.map(({ name, optional, origin, candidates }) => [
      name,
      optional ? 'optional' : 'required',
      origin ?? `not set; looked for in ${candidates.length === 0 ? 'the file alone' : candidates.join(', ')}`,
    ]),
  );
}

/** One line a secret: whether it is there, where it came from and how long it is. */
export function checkedText(secrets: readonly CheckedSecret[]): string {
  return table(
    secrets.map(({ name, state, length, origin, problem, hint }) => [
      name,
      state,
      length === undefined ? '' : `${length} characters`,
      [origin ?? '', ...(problem === undefined ? [] : [problem]), ...(hint === undefined ? [] : [`> ${hint}`])]
        .filter((part) => part !== '')
        .join('  '),
    ]),
  );
}
