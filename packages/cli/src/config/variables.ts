import { parse } from 'yaml';
import type { LayeredEnvironment } from './environment.js';
import { didYouMean } from './nearest.js';
import { isRecord, type Path, withValue } from './path.js';

/** A value that overrides the file. */
export interface Setting {
  readonly path: Path;
  readonly value: unknown;
  /** The variable or flag that set it. */
  readonly name: string;
  readonly origin: 'flag' | 'environment' | '.env';
}

/** Settings, and what is odd about the variables. */
export interface VariableSettings {
  readonly settings: readonly Setting[];
  readonly warnings: readonly string[];
}

// The first variable that is set counts; what people already have comes first.
const ESTABLISHED: readonly (readonly [Path, readonly string[]])[] = [
  [['env'], ['DD_ENV']],
  [['service'], ['DD_SERVICE']],
  [
    ['datadog', 'site'],
    ['DD_SITE', 'DATADOG_SITE'],
  ],
  [['datadog', 'url'], ['DD_URL']],
  [
    ['datadog', 'apiKey'],
    ['DD_API_KEY', 'DATADOG_API_KEY'],
  ],
  [
    ['datadog', 'appKey'],
    ['DD_APP_KEY', 'DATADOG_APP_KEY'],
  ],
];

const PREFIX = 'METTA_DD_';
const TOP_LEVEL =
  'env service team tags at datadog secrets collectors network concurrency deadline schedule health'.split(' ');
// A text even where it looks like a number: `METTA_DD_ENV=2026`.
const TEXTS = new Set(['env', 'service', 'team', 'tags', 'at', 'datadog', 'secrets', 'deadline', 'schedule']);

/** What the environment says of the configuration; later settings override earlier ones. */
export function variableSettings(environment: LayeredEnvironment): VariableSettings {
  const { variables, fromDotenv } = environment;
  const set = (path: Path, name: string, value: unknown): Setting => {
    return { path, value, name, origin: fromDotenv(name) ? '.env' : 'environment' };
  };
  const first = (path: Path, names: readonly string[]) =>
    names
      .filter((name) => variables[name])
      .slice(0, 1)
      .map((name) => set(path, name, variables[name]));
  const own = ownVariables(variables, set);
  const settings = [
    ...ESTABLISHED.flatMap(([path, names]) => first(path, names)),
    ...tagSettings(variables.DD_TAGS ?? '').map(([key, value]) => set(['tags', key], 'DD_TAGS', value)),
    ...own.settings,
  ];
  return { settings, warnings: [...disagreements(variables), ...own.warnings] };
}

function ownVariables(
  variables: LayeredEnvironment['variables'],
  set: (path: Path, name: string, value: unknown) => Setting,
): VariableSettings {
  const names = Object.keys(variables)
    .filter((name) => name.startsWith(PREFIX) && variables[name] !== '')
    .toSorted();
  const settings: Setting[] = [];
  const warnings: string[] = [];
  for (const name of names) {
    const path = variablePath(name.slice(PREFIX.length));
    const top = String(path[0]);
    if (TOP_LEVEL.includes(top)) settings.push(set(path, name, scalar(variables[name] ?? '', TEXTS.has(top))));
    else if (path.length > 1)
      warnings.push([`${name} sets nothing`, didYouMean(top, TOP_LEVEL)].filter(Boolean).join(': '));
  }
  return { settings, warnings };
}

function variablePath(rest: string): string[] {
  const [top = '', ...below] = rest.split('__').map(camelCase);
  // Tag keys are snake_case; everything of ours is camelCase.
  return top === 'tags'
    ? [
        top,
        ...rest
          .split('__')
          .slice(1)
          .map((key) => key.toLowerCase()),
      ]
    : [top, ...below];
}

const camelCase = (name: string) =>
  name.toLowerCase().replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

function scalar(text: string, asText: boolean): unknown {
  if (asText) return text;
  try {
    return parse(text);
  } catch {
    return text; // No YAML: a text after all, which the schema judges.
  }
}

function tagSettings(text: string): (readonly [string, string])[] {
  return text
    .split(/[\s,]+/)
    .filter((tag) => tag !== '')
    .map((tag) => {
      const colon = tag.indexOf(':');
      return colon < 0 ? ([tag, ''] as const) : ([tag.slice(0, colon), tag.slice(colon + 1)] as const);
    });
}

function disagreements(variables: LayeredEnvironment['variables']): string[] {
  return ESTABLISHED.flatMap(([, [name = '', other = '']]) =>
    variables[name] && variables[other] && variables[name] !== variables[other]
      ? [`${name} and ${other} differ; ${name} is used`]
      : [],
  );
}

/** The tree of the file with the settings on top. */
export function withSettings(tree: unknown, settings: readonly Setting[]): Readonly<Record<string, unknown>> {
  const merged = settings.reduce((result, { path, value }) => withValue(result, path, value), tree);
  return isRecord(merged) ? merged : {};
}
