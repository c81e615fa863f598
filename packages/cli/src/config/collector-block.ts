import type { CollectorManifest } from '@metta-dd/core';
import { type Issue, type PathedProblem, problemsOf } from './issues.js';
import type { Path } from './path.js';
import { HOST_KEYS, HostBlock } from './schema.js';

/** A collector's block, read by the host and by the collector's own schema. */
export interface ReadBlock {
  readonly host: HostBlock;
  /** What the collector's schema made of the rest. */
  readonly config: unknown;
  readonly problems: readonly PathedProblem[];
}

/** Validates a block whose references are resolved; all problems of both halves are reported. */
export async function readBlock(
  block: Readonly<Record<string, unknown>>,
  manifest: CollectorManifest,
  base: Path,
): Promise<ReadBlock> {
  const keys = Object.keys(block);
  const pick = (ours: boolean) => {
    return Object.fromEntries(keys.filter((key) => HOST_KEYS.includes(key) === ours).map((key) => [key, block[key]]));
  };
  const host = HostBlock.safeParse(pick(true));
  const own = await manifest.config['~standard'].validate(pick(false));
  const issues: readonly Issue[] = own.issues ?? [];
  return {
    host: host.data ?? {},
    config: own.issues === undefined ? own.value : undefined,
    problems: [
      ...problemsOf(host.error?.issues ?? [], { base, schema: hostBlockSchema() }),
      ...(issues.length === 0 ? [] : problemsOf(issues, { base, schema: schemaOf(manifest), alsoKnown: HOST_KEYS })),
    ],
  };
}

/** The JSON Schema of what may stand in a collector's block beside the host's keys. */
export function schemaOf(manifest: CollectorManifest): unknown {
  return manifest.config['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
}

function hostBlockSchema(): unknown {
  return HostBlock['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
}
