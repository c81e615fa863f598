import { OTHER_TYPE, type RunTypeRule } from '../config.js';
import type { Run } from './run.js';
import { valueAt } from './values.js';

type Typed = Pick<Run, 'displayName' | 'tags' | 'group' | 'jobType' | 'isInSweep' | 'config'>;

/** The type of a run: that of the first rule whose conditions all hold. */
export function runTypeOf(run: Typed, rules: readonly RunTypeRule[]): string {
  return rules.find((rule) => holds(rule, run))?.type ?? OTHER_TYPE;
}

/** The keys of the configuration of runs that the rules read. */
export function configKeysOf(rules: readonly RunTypeRule[]): readonly string[] {
  return rules.flatMap(({ config = {} }) => Object.keys(config));
}

function holds({ name, word, tag, group, jobType, sweep, config = {} }: RunTypeRule, run: Typed): boolean {
  return (
    fits(name, run.displayName) &&
    fits(group, run.group) &&
    fits(jobType, run.jobType) &&
    (word === undefined ||
      [run.displayName, run.group, run.jobType, ...run.tags].some((text) => hasWord(text, word))) &&
    (tag === undefined || run.tags.includes(tag)) &&
    (sweep === undefined || run.isInSweep === sweep) &&
    Object.entries(config).every(([key, value]) => valueAt(run.config, key) === value)
  );
}

function fits(pattern: string | undefined, text: string): boolean {
  return pattern === undefined || new RegExp(pattern).test(text);
}

// "unstable" is not stable, and a locality is not local.
function hasWord(text: string, word: string): boolean {
  return text.split(/[._\-/\s]+/).includes(word);
}
