import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { knownSites } from '@metta-dd/core/sites';
import type { PathedProblem } from './issues.js';
import { isRecord, type Path } from './path.js';
import { overrideAt, type Settings } from './settings.js';

/** A collector's block with the hosts of its vendor. */
export interface TrustedBlock {
  readonly at: Path;
  readonly block: unknown;
  readonly hosts: readonly string[];
}

/** Variables that name a proxy, in both spellings. */
export const PROXY_VARIABLES: readonly string[] = [
  'DD_PROXY_HTTPS',
  'DD_PROXY_HTTP',
  'HTTPS_PROXY',
  'HTTP_PROXY',
].flatMap((name) => [name, name.toLowerCase()]);

/** True for a file that was named, or that `config trust` accepted as it is now. */
export function isTrusted(settings: Settings, configDir: string): boolean {
  const { found } = settings;
  return found?.by !== 'search' || trustedFiles(configDir)[found.file] === fingerprint(found.file);
}

/** Accepts a file with its present content; a change has to be accepted again. */
export function trustFile(file: string, configDir: string): void {
  const files = { ...trustedFiles(configDir), [file]: fingerprint(file) };
  mkdirSync(configDir, { recursive: true });
  writeFileSync(storeFile(configDir), `${JSON.stringify({ files }, undefined, 2)}\n`, { mode: 0o600 });
}

/** The hosts that would be sent secrets although only a file found by searching, or its `.env`, names them. */
export function foreignHosts(settings: Settings, blocks: readonly TrustedBlock[], push: boolean): PathedProblem[] {
  const file = settings.found?.file ?? '';
  const own = [
    ...(push ? urlsIn(settings.tree.datadog, ['datadog']).filter(({ at }) => at.at(-1) === 'url') : []),
    ...urlsIn(settings.tree.network, ['network']),
  ].filter(({ host }) => !knownSites().some((site) => host === site || host.endsWith(`.${site}`)));
  const collectors = blocks.flatMap(({ at, block, hosts }) =>
    urlsIn(block, at).filter(({ host }) => !hosts.some((allowed) => host === allowed || host.endsWith(`.${allowed}`))),
  );
  const named = [...own, ...collectors].filter(
    ({ at }) => !['flag', 'environment'].includes(overrideAt(settings, at)?.origin ?? ''),
  );
  return [...named, ...dotenvProxies(settings)].map(({ at, host }) => ({
    at,
    message: `secrets would go to ${host}, which is not the vendor's own, because a file that was found by searching says so`,
    hint: `metta-dd config trust, or name the file: --config ${file}`,
  }));
}

function dotenvProxies({ environment }: Settings): { readonly at: Path; readonly host: string }[] {
  const { variables, fromDotenv } = environment;
  const names = PROXY_VARIABLES.filter(fromDotenv);
  return names.map((name) => {
    const value = variables[name] ?? '';
    return { at: [name], host: URL.canParse(value) ? new URL(value).hostname : 'a proxy' };
  });
}

function urlsIn(value: unknown, at: Path): { readonly at: Path; readonly host: string }[] {
  if (typeof value === 'string')
    return /^[a-z][a-z0-9+.-]*:\/\//i.test(value) && URL.canParse(value) ? [{ at, host: new URL(value).hostname }] : [];
  if (Array.isArray(value)) return value.flatMap((item, index) => urlsIn(item, [...at, index]));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => urlsIn(item, [...at, key]));
}

function trustedFiles(configDir: string): Readonly<Record<string, unknown>> {
  let text: string;
  try {
    text = readFileSync(storeFile(configDir), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
  const store: unknown = JSON.parse(text);
  return isRecord(store) && isRecord(store.files) ? store.files : {};
}

function fingerprint(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

const storeFile = (configDir: string) => join(configDir, 'trusted.json');
