import { type PathedProblem, problemsOf } from './issues.js';
import type { Path } from './path.js';
import { type Resolver, resolveReferences } from './resolve.js';
import { HostConfig } from './schema.js';
import type { Settings } from './settings.js';

/** The part of the configuration that belongs to no collector, with its problems. */
export interface ReadHost {
  readonly host: HostConfig;
  readonly problems: readonly PathedProblem[];
}

/** Validates everything but the collectors' blocks; keys that are not needed now are left unresolved and unread. */
export async function readHost(settings: Settings, resolver: Resolver, unneeded: readonly Path[]): Promise<ReadHost> {
  const { collectors, ...rest } = settings.tree;
  const tree = unneeded.reduce(without, rest);
  const resolved = await resolveReferences(tree, resolver);
  const unresolved = new Set(resolved.problems.map(({ at }) => at.join('\0')));
  const collectorsOnly = collectors === undefined ? {} : { collectors };
  const parsed = HostConfig.safeParse({ ...Object(resolved.tree), ...collectorsOnly });
  const problems = problemsOf(parsed.error?.issues ?? [], { base: [], schema: hostSchema() });
  return {
    host: parsed.data ?? {},
    problems: [...resolved.problems, ...problems.filter(({ at }) => !unresolved.has(at.join('\0')))],
  };
}

/** The JSON Schema of the host's part, as written in a file. */
export function hostSchema(): Readonly<Record<string, unknown>> {
  return HostConfig['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
}

function without(tree: Readonly<Record<string, unknown>>, [top, key]: Path): Readonly<Record<string, unknown>> {
  const block = tree[String(top)];
  if (typeof block !== 'object' || block === null || key === undefined) return tree;
  return { ...tree, [String(top)]: Object.fromEntries(Object.entries(block).filter(([name]) => name !== String(key))) };
}
