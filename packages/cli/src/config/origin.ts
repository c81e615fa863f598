import { isRecord, type Path, pathText } from './path.js';
import { overrideAt, placeOf, type Settings } from './settings.js';

/** One value of the configuration and where it comes from. */
export interface Origin {
  readonly path: string;
  /** References as they were written; a secret is never shown. */
  readonly value: unknown;
  /** `/app/metta-dd.yaml:3:1`, `DD_SITE` or `--at`. */
  readonly origin: string;
}

const HIDDEN = '[redacted]';

/** Every value that is set, in the order of the tree. */
export function originsOf(settings: Settings): Origin[] {
  return leaves(settings.tree, []).map(({ at, value }) => {
    const override = overrideAt(settings, at);
    const { file = '', line, column } = placeOf(settings, at);
    const origin = override === undefined ? [file, line, column].filter((part) => part !== undefined).join(':') : '';
    const named = override && (override.origin === '.env' ? `${override.name} (.env)` : override.name);
    return { path: pathText(at), value: shown(at, value), origin: named ?? origin };
  });
}

/** The tree with every secret hidden; references stay as they were written. */
export function shownTree(value: unknown, at: Path = []): unknown {
  if (Array.isArray(value)) return value.map((item, index) => shownTree(item, [...at, index]));
  if (!isRecord(value)) return shown(at, value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shownTree(item, [...at, key])]));
}

function leaves(value: unknown, at: Path): { readonly at: Path; readonly value: unknown }[] {
  if (Array.isArray(value) && value.some((item) => typeof item === 'object'))
    return value.flatMap((item, index) => leaves(item, [...at, index]));
  if (!isRecord(value) || Object.keys(value).length === 0) return at.length === 0 ? [] : [{ at, value }];
  return Object.entries(value).flatMap(([key, item]) => leaves(item, [...at, key]));
}

function shown(at: Path, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const secret = isSecretPath(at) && !/^\$\{[^}]*\}$/.test(value);
  return secret ? HIDDEN : value.replace(/(\/\/)[^/@\s]+@/, `$1${HIDDEN}@`);
}

/** True for the places that hold secrets: Datadog's keys and the `secrets` of a collector. */
function isSecretPath(at: Path): boolean {
  const [top, second, third] = at;
  if (top === 'datadog') return at.at(-1) === 'apiKey' || second === 'appKey';
  return top === 'collectors' && third === 'secrets' && second !== undefined;
}
