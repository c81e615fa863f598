import type { CatalogEntry } from '../catalog.js';
import { isRecord, type Path, pathText, valueAt } from '../config/path.js';
import { literalText, parseTemplate } from '../config/references.js';
import { awsIsOn } from '../config/secrets.js';
import { overrideAt, placeOf, type Settings } from '../config/settings.js';

/** A secret that is declared somewhere, and where it would come from. */
export interface DeclaredSecret {
  /** `github.token`, `datadog.apiKey`. */
  readonly name: string;
  /** Where it stands in the configuration, or would. */
  readonly path: string;
  readonly optional: boolean;
  /** `GITHUB_TOKEN`, `metta-dd.yaml:3:5`, `aws-sm:github/dashboard-token`; absent where nothing names it. */
  readonly origin?: string;
  /** What to resolve; not shown. */
  readonly source: Source;
  /** Variables and AWS ids that would supply it. */
  readonly candidates: readonly string[];
}

/** How a secret is come by. */
export type Source =
  | { readonly from: 'text'; readonly text: string; readonly at: Path }
  | { readonly from: 'aws'; readonly id: string }
  | { readonly from: 'nowhere' };

interface Declaration {
  readonly name: string;
  readonly at: Path;
  readonly env: readonly string[];
  readonly awsSecret?: string;
  readonly optional: boolean;
}

/** Every secret of Datadog and of the configured collectors; nothing is resolved. */
export function declaredSecrets(
  settings: Settings,
  collectors: readonly { readonly name: string; readonly entry: CatalogEntry }[],
): DeclaredSecret[] {
  const mode = valueAt(settings.tree, ['secrets', 'aws']);
  const aws = awsIsOn(mode === 'on' || mode === 'off' ? mode : 'auto', settings.environment.variables);
  return [...datadogSecrets(settings), ...collectors.flatMap(collectorSecrets)].map((one) =>
    located(one, settings, aws),
  );
}

function datadogSecrets({ tree }: Settings): Declaration[] {
  const key = (name: string, awsSecret: string, optional: boolean): Declaration => {
    const variable = name === 'apiKey' ? 'DD_API_KEY' : 'DD_APP_KEY';
    return { name: `datadog.${name}`, at: ['datadog', name], env: [variable], awsSecret, optional };
  };
  const further = valueAt(tree, ['datadog', 'destinations']);
  return [
    key('apiKey', 'datadog/api-key', false),
    key('appKey', 'datadog/app-key', true),
    ...(Array.isArray(further) ? further : []).map((_, index): Declaration => {
      const at = ['datadog', 'destinations', index, 'apiKey'];
      return { name: pathText(at), at, env: [], optional: false };
    }),
  ];
}

function collectorSecrets({ name, entry }: { readonly name: string; readonly entry: CatalogEntry }): Declaration[] {
  return Object.entries(entry.secrets).map(([secret, { env, awsSecret, optional }]) => {
    const at = ['collectors', name, 'secrets', secret];
    return { name: `${name}.${secret}`, at, env, ...(awsSecret !== undefined && { awsSecret }), optional };
  });
}

function located(
  { name, at, env, awsSecret, optional }: Declaration,
  settings: Settings,
  aws: boolean,
): DeclaredSecret {
  const candidates = [...env, ...(awsSecret === undefined ? [] : [`aws-sm:${awsSecret}`])];
  const about = { name, path: pathText(at), optional, candidates };
  const written = valueAt(settings.tree, at);
  if (typeof written === 'string')
    return { ...about, origin: originOf(written, at, settings), source: { from: 'text', text: written, at } };
  const variable = env.find((one) => settings.environment.variables[one]);
  if (variable !== undefined) {
    const value = settings.environment.variables[variable] ?? '';
    const dotenv = settings.environment.fromDotenv(variable) ? ' (.env)' : '';
    // A variable holds the value itself: what looks like a reference in it is none.
    return {
      ...about,
      origin: `${variable}${dotenv}`,
      source: { from: 'text', text: value.replaceAll('${', '$${'), at },
    };
  }
  if (aws && awsSecret !== undefined)
    return { ...about, origin: `aws-sm:${awsSecret}`, source: { from: 'aws', id: awsSecret } };
  return { ...about, source: { from: 'nowhere' } };
}

// A reference says more than its place; a literal is named by its place alone.
function originOf(written: string, at: Path, settings: Settings): string {
  const references = parseTemplate(written).filter((part) => typeof part !== 'string');
  const override = overrideAt(settings, at);
  const { file = '', line, column } = placeOf(settings, at);
  const place = override?.name ?? [file, line, column].filter((part) => part !== undefined).join(':');
  if (literalText(parseTemplate(written)) !== undefined) return place;
  return `${references.map(({ scheme, body }) => `${scheme}:${body}`).join(' and ')} in ${place}`;
}

/** The names of the configured instances. */
export function instanceNames({ tree }: Settings): string[] {
  return isRecord(tree.collectors) ? Object.keys(tree.collectors) : [];
}
