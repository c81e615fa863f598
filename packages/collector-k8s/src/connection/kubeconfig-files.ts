import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { ConfigError, reasonOf } from '@metta-dd/core';
import { parse } from 'yaml';
import { isJson, type Json } from '../api/json.js';

/** All files as one, as kubectl reads them: what comes first wins, a file that is not there is left out. */
export async function readKubeconfig(files: readonly string[]): Promise<KubeConfig> {
  const texts = await Promise.all(files.map(textOf));
  const there = files.flatMap((file, index) => (texts[index] === undefined ? [] : [{ file, text: texts[index] }]));
  if (there.length === 0)
    throw new ConfigError(`cannot find a kubeconfig: there is no ${files.join(' and no ')}`, {
      hint: 'set KUBECONFIG or `kubeconfig`, or run in the cluster with a service account',
    });
  const all = await Promise.all(there.map(({ file, text }) => parsed(file, text)));
  const merged = new KubeConfig();
  merged.loadFromOptions({
    clusters: firstByName(all.flatMap(({ clusters }) => clusters)),
    users: firstByName(all.flatMap(({ users }) => users)),
    contexts: firstByName(all.flatMap(({ contexts }) => contexts)),
    currentContext: all.map(({ currentContext }) => currentContext).find(Boolean),
  });
  return merged;
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new ConfigError(`cannot read the kubeconfig ${file}: ${reasonOf(cause)}`, { cause });
  }
}

async function parsed(file: string, text: string): Promise<KubeConfig> {
  const document = yamlOf(file, text);
  const folder = dirname(file);
  try {
    const config = new KubeConfig();
    config.loadFromString(JSON.stringify(await withTokens(document, folder)));
    config.makePathsAbsolute(folder);
    return config;
  } catch (cause) {
    throw new ConfigError(`cannot use the kubeconfig ${file}: ${reasonOf(cause)}`, { hint: hintFor(file), cause });
  }
}

function yamlOf(file: string, text: string): Json {
  let document: unknown;
  try {
    document = parse(text);
  } catch {
    // The parser quotes the file in its message, secrets included: neither it nor a cause goes any further.
    document = undefined;
  }
  if (isJson(document)) return document;
  throw new ConfigError(`cannot use the kubeconfig ${file}: it is no YAML object`, { hint: hintFor(file) });
}

const hintFor = (file: string) => `try kubectl --kubeconfig ${file} config view`;

/** Users with the tokens of their files: the library looks for `token-file`, where kubectl writes `tokenFile`. */
async function withTokens(document: Json, folder: string): Promise<Json> {
  if (!Array.isArray(document.users)) return document;
  const users = document.users.map(async (entry: unknown) => {
    if (!isJson(entry) || !isJson(entry.user) || typeof entry.user.tokenFile !== 'string') return entry;
    const token = (await readFile(resolve(folder, entry.user.tokenFile), 'utf8')).trim();
    // As in kubectl, the file wins over a token beside it.
    return { ...entry, user: { ...entry.user, token } };
  });
  return { ...document, users: await Promise.all(users) };
}

function firstByName<T extends { readonly name: string }>(entries: readonly T[]): T[] {
  return [...new Map(entries.toReversed().map((entry) => [entry.name, entry])).values()];
}
