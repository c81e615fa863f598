import type { Found } from '../discovery.js';
import { idOf } from './instances.js';
import type { PathedProblem } from './issues.js';
import { didYouMean } from './nearest.js';

/** One argument of `collect`: a collector or an instance, and perhaps one of its targets. */
export interface Selected {
  readonly name: string;
  /** `acme/metta` in `github/acme/metta`; a glob is allowed. */
  readonly target?: string;
}

/** `github`, `github:research` or `github/acme/metta`. */
export function parseSelected(argument: string): Selected {
  const slash = argument.indexOf('/');
  return slash < 0 ? { name: argument } : { name: argument.slice(0, slash), target: argument.slice(slash + 1) };
}

/** The configured instances that are asked for; all when nothing is named. */
export function selectInstances(
  selected: readonly Selected[],
  configured: readonly string[],
  installed: readonly Found[],
): { readonly names: readonly string[]; readonly problems: readonly PathedProblem[] } {
  if (selected.length === 0 && configured.length === 0) return { names: [], problems: [nothingConfigured(installed)] };
  const unknown = selected.filter(({ name }) => !configured.some((instance) => asksFor(name, instance)));
  const names = configured.filter(
    (instance) => selected.length === 0 || selected.some(({ name }) => asksFor(name, instance)),
  );
  const missing = names.filter((name) => !installed.some(({ id }) => id === idOf(name)));
  return {
    names,
    problems: [
      ...unknown.map(({ name }) => notConfigured(name, configured, installed)),
      ...missing.map((name) => notInstalled(['collectors', name], name, installed)),
    ],
  };
}

/** True where an argument names an instance: by its full name, or by the id for all of that collector. */
export function asksFor(name: string, instance: string): boolean {
  return name === instance || name === idOf(instance);
}

function notConfigured(name: string, configured: readonly string[], installed: readonly Found[]): PathedProblem {
  const id = idOf(name);
  if (!installed.some((found) => found.id === id)) {
    const meant = didYouMean(name, [...configured, ...installed.map((found) => found.id)]);
    return { ...notInstalled([], name, installed), ...(meant && { hint: meant }) };
  }
  const hint = didYouMean(name, configured) ?? `add a block "${name}" under collectors, or run metta-dd config init`;
  return { at: [], message: `the collector ${name} is not configured`, hint };
}

function notInstalled(at: PathedProblem['at'], name: string, installed: readonly Found[]): PathedProblem {
  const id = idOf(name);
  const meant = didYouMean(
    id,
    installed.map((found) => found.id),
  );
  return { at, message: `no collector "${id}" is installed`, hint: meant ?? `metta-dd plugins:install ${id}` };
}

function nothingConfigured(installed: readonly Found[]): PathedProblem {
  const hint = installed.length === 0 ? 'metta-dd plugins:install github' : 'metta-dd config init';
  return { at: [], message: 'no collector is configured', hint };
}
