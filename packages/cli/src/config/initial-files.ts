// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in configuration files look like this
import type { CatalogEntry } from '../catalog.js';

/** The text of a first configuration, with a commented block for each installed collector. */
export function initialConfig(entries: readonly CatalogEntry[]): string {
  return [
    '# Configuration of metta-dd: https://github.com/metta-dd/metta-dd/tree/main/packages/cli#configuration',
    '# The environment, a tag of every series; needed to push.',
    'env: production',
    '# tags: { team: infra }',
    '',
    'datadog:',
    '  site: datadoghq.com',
    '  apiKey: "${env:DD_API_KEY}"',
    '',
    'collectors:',
    ...(entries.length === 0
      ? ['  # Install one first: metta-dd plugins:install github', '  {}']
      : entries.flatMap(blockLines)),
    '',
  ].join('\n');
}

/** Names of all variables that hold secrets, without values. */
export function initialDotenv(entries: readonly CatalogEntry[]): string {
  const secrets = entries.flatMap(({ title, secrets: specs }) =>
    Object.values(specs).map(({ env, optional }) => `# ${title}${optional ? ', optional' : ''}\n${env[0] ?? ''}=`),
  );
  return [
    '# Copy to .env, which git ignores; the environment wins over it.',
    '# Datadog, to push',
    'DD_API_KEY=',
    ...secrets,
    '',
  ].join('\n');
}

/** The text of a .gitignore with the line for the secrets. */
export function ignoringDotenv(present: string): string {
  if (present.split(/\r?\n/).some((line) => /^\/?\.env$/.test(line.trim()))) return present;
  return `${present}${present === '' || present.endsWith('\n') ? '' : '\n'}.env\n`;
}

function blockLines({ id, title, config }: CatalogEntry): string[] {
  const properties = Object.entries(Object(config.properties));
  const required = Array.isArray(config.required) ? config.required : [];
  const lines = properties.map(([key, schema]) => {
    const { type, description } = Object(schema);
    const note = description ?? type;
    const line = `${key}: ${exampleOf(schema)}${note === undefined ? '' : ` # ${String(note).split('\n', 1)[0]}`}`;
    return required.includes(key) ? `    ${line}` : `    # ${line}`;
  });
  return [`  # ${title}: metta-dd collectors inspect ${id}`, `  ${id}:`, ...lines];
}

function exampleOf(schema: unknown): string {
  const { default: fallback, examples, type } = Object(schema);
  const value = fallback ?? (Array.isArray(examples) ? examples[0] : undefined);
  if (value !== undefined) return JSON.stringify(value);
  return type === 'array' ? '[]' : type === 'object' ? '{}' : '';
}
