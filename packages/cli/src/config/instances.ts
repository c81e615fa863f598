import { type CollectorManifest, hintOf, reasonOf } from '@metta-dd/core';
import type { Instance } from '@metta-dd/core/runtime';
import type { Found } from '../discovery.js';
import { readBlock } from './collector-block.js';
import { type NameFilter, nameTest } from './glob.js';
import type { PathedProblem } from './issues.js';
import { isRecord, type Path, valueAt } from './path.js';
import { type Resolver, resolveReferences } from './resolve.js';
import type { ScheduleBlock } from './schema.js';
import { resolveSecrets, type SecretSources } from './secrets.js';
import { type Settings, withOverrides } from './settings.js';
import type { TrustedBlock } from './trust.js';
import type { Setting } from './variables.js';

/** A configured collector whose code cannot be used; it fails alone. */
export interface BrokenInstance {
  readonly name: string;
  readonly reason: string;
  readonly hint?: string;
  /** It speaks another plugin API: exit 8. */
  readonly incompatible: boolean;
}

/** A selected collector with its code. */
export interface LoadedInstance {
  readonly name: string;
  readonly manifest: CollectorManifest;
}

/** What configuring one instance takes. */
export interface InstanceContext {
  readonly settings: Settings;
  readonly resolver: Resolver;
  readonly secrets: SecretSources;
  /** `--metrics` and `--exclude`, on top of the block's own. */
  readonly filter: NameFilter;
  /** Hides a value in every output. */
  readonly protect: (value: string) => void;
}

/** An instance, or the reasons why there is none. */
export interface ConfiguredInstance {
  readonly instance: Instance | undefined;
  readonly trust: TrustedBlock;
  /** As the block says, without defaults. */
  readonly schedule: ScheduleBlock | undefined;
  readonly problems: readonly PathedProblem[];
}

// The limits of a collector whose block sets none; the README states both.
const DEADLINE_MS = 120_000;
const MAX_SERIES = 5000;

/** The id in `github:research`. */
export function idOf(name: string): string {
  return name.split(':', 1)[0] ?? name;
}

/** Loads the code of the named collectors, each with its own failure. */
export async function loadInstances(
  names: readonly string[],
  installed: readonly Found[],
): Promise<{ readonly loaded: readonly LoadedInstance[]; readonly broken: readonly BrokenInstance[] }> {
  const outcomes = await Promise.all(
    names.map(async (name): Promise<LoadedInstance | BrokenInstance | undefined> => {
      const found = installed.find(({ id }) => id === idOf(name));
      if (found === undefined) return undefined;
      try {
        return { name, manifest: await found.load() };
      } catch (error) {
        const hint = hintOf(error);
        return { name, reason: reasonOf(error), ...(hint && { hint }), incompatible: found.incompatible };
      }
    }),
  );
  const present = outcomes.filter((outcome) => outcome !== undefined);
  return {
    loaded: present.filter((outcome) => 'manifest' in outcome),
    broken: present.filter((outcome) => 'reason' in outcome),
  };
}

/** The settings with the established variables that the manifests name. */
export function withManifestVariables(settings: Settings, loaded: readonly LoadedInstance[]): Settings {
  const { variables, fromDotenv } = settings.environment;
  const more = loaded.flatMap(({ name, manifest }) =>
    Object.entries(manifest.environment ?? {}).flatMap(([key, names]): Setting[] => {
      const variable = names.find((candidate) => variables[candidate]);
      if (variable === undefined) return [];
      const origin = fromDotenv(variable) ? '.env' : 'environment';
      return [{ path: ['collectors', name, ...key.split('.')], value: variables[variable], name: variable, origin }];
    }),
  );
  return withOverrides(settings, more);
}

/** Resolves, validates and completes the block of one collector. */
export async function configureInstance(
  { name, manifest }: LoadedInstance,
  context: InstanceContext,
): Promise<ConfiguredInstance> {
  const base: Path = ['collectors', name];
  const raw = valueAt(context.settings.tree, base);
  const resolved = await resolveReferences(raw ?? {}, context.resolver, base);
  const block = isRecord(resolved.tree) ? resolved.tree : {};
  const { host, config, problems } = await readBlock(block, manifest, base);
  const unresolved = new Set(resolved.problems.map(({ at }) => at.join('\0')));
  // A secret whose reference is not resolved has its problem already.
  const open = (key: string) => unresolved.has([...base, 'secrets', key].join('\0'));
  const named = Object.fromEntries(
    Object.entries(host.secrets ?? {}).filter(([key]) => !(key in manifest.secrets && open(key))),
  );
  const wanted = Object.fromEntries(Object.entries(manifest.secrets).filter(([key]) => !open(key)));
  const secrets = await resolveSecrets(wanted, named, context.secrets, [...base, 'secrets']);
  for (const value of Object.values(secrets.values)) if (value) context.protect(value);
  const all = [
    ...resolved.problems,
    // A reference that is not resolved fails its pattern, too: told once.
    ...problems.filter(({ at }) => !unresolved.has(at.join('\0'))),
    ...secrets.problems,
  ];
  const wants = nameTest([host.metrics ?? {}, context.filter]);
  return {
    trust: { at: base, block, hosts: manifest.hosts ?? [] },
    problems: all,
    schedule: host.schedule,
    instance: {
      name,
      manifest,
      config,
      secrets: secrets.values,
      events: host.events ?? false,
      deadlineMs: host.deadline ?? DEADLINE_MS,
      maxSeries: host.maxSeries ?? MAX_SERIES,
      ...(wants && { wants }),
    },
  };
}
