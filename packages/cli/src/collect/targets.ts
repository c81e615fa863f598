import type { Instance } from '@metta-dd/core/runtime';
import { globTest } from '../config/glob.js';
import { asksFor, type Selected } from '../config/selection.js';

type Target = Readonly<Record<string, string>>;

/** Instances narrowed to the targets that are asked for, and which of those never turned up. */
export interface Narrowed {
  readonly instances: readonly Instance[];
  /** To be asked when the run is over. */
  readonly unmatched: () => readonly Selected[];
}

/** Applies `github/acme/metta`; an instance that is named without a target keeps all of its targets. */
export function narrowTargets(instances: readonly Instance[], selected: readonly Selected[]): Narrowed {
  const wanted = selected.filter(({ target }) => target !== undefined);
  const met = new Set<Selected>();
  const narrowed = instances.map((instance) => {
    const asking = selected.filter(({ name }) => asksFor(name, instance.name));
    if (asking.length === 0 || asking.some(({ target }) => target === undefined)) return instance;
    const tests = asking.map((one) => ({ one, test: targetTest(one.target ?? '') }));
    const wantsTarget = (target: Target) => {
      const hits = tests.filter(({ test }) => test(target));
      for (const { one } of hits) met.add(one);
      return hits.length > 0;
    };
    return { ...instance, wantsTarget };
  });
  return { instances: narrowed, unmatched: () => wanted.filter((one) => !met.has(one)) };
}

/** Matches the values of the target joined by slashes, or one of them alone. */
function targetTest(glob: string): (target: Target) => boolean {
  const test = globTest(glob);
  return (target) => {
    const values = Object.values(target);
    return test(values.join('/')) || values.some((value) => test(value));
  };
}
