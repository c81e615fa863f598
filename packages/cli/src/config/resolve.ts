import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { hintOf, reasonOf } from '@metta-dd/core';
import type { Environment } from './environment.js';
import type { PathedProblem } from './issues.js';
import { outageOf } from './outages.js';
import { isRecord, type Path } from './path.js';
import { askProvider, type FoundProvider, PROVIDED_SCHEMES } from './providers.js';
import { literalText, parseTemplate, type Reference } from './references.js';

/** What references are resolved with. */
export interface Resolver {
  readonly environment: Environment;
  readonly providers: readonly FoundProvider[];
  /** Relative `${file:…}` references start in the folder of this file. */
  readonly configFile: string | undefined;
  /** Providers must answer anew. */
  readonly fresh?: boolean;
}

/** A tree without references, and those that could not be resolved. */
export interface Resolved {
  readonly tree: unknown;
  readonly problems: readonly PathedProblem[];
}

/** Replaces every reference in the strings of a tree; the unresolved ones are reported all at once. */
export async function resolveReferences(tree: unknown, resolver: Resolver, base: Path = []): Promise<Resolved> {
  if (typeof tree === 'string') return resolveText(tree, resolver, base);
  if (Array.isArray(tree)) {
    const items = await Promise.all(tree.map((item, index) => resolveReferences(item, resolver, [...base, index])));
    return { tree: items.map((item) => item.tree), problems: items.flatMap(({ problems }) => problems) };
  }
  if (!isRecord(tree)) return { tree, problems: [] };
  const entries = await Promise.all(
    Object.entries(tree).map(
      async ([key, value]) => [key, await resolveReferences(value, resolver, [...base, key])] as const,
    ),
  );
  return {
    tree: Object.fromEntries(entries.map(([key, resolved]) => [key, resolved.tree])),
    problems: entries.flatMap(([, { problems }]) => problems),
  };
}

async function resolveText(text: string, resolver: Resolver, at: Path): Promise<Resolved> {
  const template = parseTemplate(text);
  const literal = literalText(template);
  if (literal !== undefined) return { tree: literal, problems: [] };
  const problems: PathedProblem[] = [];
  const parts = await Promise.all(
    template.map(async (part) => {
      if (typeof part === 'string') return part;
      try {
        return await resolveReference(part, resolver);
      } catch (error) {
        const hint = hintOf(error);
        const outage = outageOf(error);
        const message = `cannot resolve ${part.text}: ${reasonOf(error)}`;
        problems.push({ at, message, ...(hint && { hint }), ...(outage && { outage }) });
        return part.text;
      }
    }),
  );
  return { tree: parts.join(''), problems };
}

async function resolveReference(reference: Reference, resolver: Resolver): Promise<string> {
  const { scheme, body, fallback } = reference;
  if (scheme === 'env') {
    const value = resolver.environment[body] || fallback;
    if (value === undefined) throw new Error(`${body} is not set`);
    return value;
  }
  if (scheme === 'file') return readSecretFile(resolve(dirname(resolver.configFile ?? '.'), body));
  if (PROVIDED_SCHEMES.includes(scheme) || resolver.providers.some((provider) => provider.scheme === scheme))
    return askProvider(reference, resolver.providers, resolver.environment, { fresh: resolver.fresh });
  const known = ['env', 'file', ...PROVIDED_SCHEMES].join(', ');
  throw new Error(`it is none of ${known}; write $\${ for a literal \${`);
}

async function readSecretFile(file: string): Promise<string> {
  const text = (await readFile(file, 'utf8')).replace(/\r?\n$/, '');
  if (text === '') throw new Error(`${file} is empty`);
  return text;
}
