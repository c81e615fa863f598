import { hintOf, reasonOf } from '@metta-dd/core';
import type { Outage, PathedProblem } from './issues.js';
import { pathText } from './path.js';
import { PROVIDER_UNAVAILABLE } from './providers.js';

/** The outage that an error tells of; `undefined` where only one secret is concerned. */
export function outageOf(error: unknown): Outage | undefined {
  if (!(error instanceof Error) || !('code' in error) || error.code !== PROVIDER_UNAVAILABLE) return undefined;
  const hint = hintOf(error);
  return { reason: reasonOf(error), ...(hint !== undefined && { hint }) };
}

/** Several problems of one outage as one, at the place of the first. */
export function outagesOnce(problems: readonly PathedProblem[]): PathedProblem[] {
  const groups = Map.groupBy(problems, (problem) => problem.outage?.reason ?? problem);
  return [...groups.values()].flatMap((group): PathedProblem[] => {
    const [first] = group;
    if (first?.outage === undefined || group.length === 1) return group;
    const { reason, hint } = first.outage;
    const paths = group.map(({ at }) => pathText(at));
    return [{ at: first.at, message: outageText(reason, paths), ...(hint !== undefined && { hint }) }];
  });
}

/** An outage with the names of all that it leaves without a value. */
export function outageText(reason: string, names: readonly string[]): string {
  return `${reason}; not read: ${[...new Set(names)].join(', ')}`;
}
