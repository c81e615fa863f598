import { hostSchema } from './host.js';
import { isRecord } from './path.js';
import { HostBlock } from './schema.js';

type Json = Readonly<Record<string, unknown>>;

/** The schema of one collector's own settings. */
export interface CollectorSchema {
  readonly id: string;
  readonly title: string;
  /** JSON Schema of the settings, without the host's keys. */
  readonly config: Json;
  readonly secrets: readonly string[];
}

/** The JSON Schema of a whole configuration file, for editors, with the installed collectors. */
export function configurationSchema(collectors: readonly CollectorSchema[]): Json {
  const host = hostSchema();
  const properties = isRecord(host.properties) ? host.properties : {};
  const blocks = collectors.map(({ id, ...rest }) => [`^${escaped(id)}(:.+)?$`, blockSchema(rest)] as const);
  return {
    ...host,
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'metta-dd configuration',
    properties: {
      ...properties,
      collectors: {
        type: 'object',
        description: 'One block for each collector, under its id, or id:name for a second one',
        patternProperties: Object.fromEntries(blocks),
        additionalProperties: false,
      },
    },
  };
}

function blockSchema({ title, config, secrets }: Omit<CollectorSchema, 'id'>): Json {
  const { $schema: _, ...own } = config;
  const block = HostBlock['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
  const names = Object.fromEntries(secrets.map((name) => [name, { type: 'string' }]));
  const merged = {
    ...own,
    title,
    properties: {
      ...(isRecord(own.properties) ? own.properties : {}),
      ...(isRecord(block.properties) ? block.properties : {}),
      secrets: { type: 'object', properties: names, additionalProperties: false },
    },
  };
  // Variables and defaults may supply what the file leaves out, so an editor must not insist.
  return { anyOf: [{ ...merged, required: [] }, { type: 'null' }] };
}

const escaped = (id: string) => id.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
