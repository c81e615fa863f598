// Holds the collectors against systems that we did not write. PEER... narrows it; `--cache DIR` keeps what is installed;
// `--quick` leaves out what takes minutes to install; `--seed N` seeds other worlds.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compare } from './compare.ts';
import type { Expected, Peer } from './peer.ts';

const PEERS = ['moto', 'skypilot', 'k8s', 'asana', 'wandb', 'github', 'intake'] as const;
/** Collectors by peer, where the names differ. */
const COLLECTORS: Readonly<Record<string, string>> = { moto: 'ec2' };
const FOLDERS: Readonly<Record<string, string>> = { moto: 'ec2' };
/** Minutes to install or build; only taken where the cache has them or they are named. */
const SLOW: readonly string[] = ['skypilot', 'k8s', 'intake'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { cache: { type: 'string' }, quick: { type: 'boolean' }, seed: { type: 'string', default: '1' } },
});
const cache = values.cache ?? join(homedir(), '.cache', 'metta-dd-interop');
await mkdir(cache, { recursive: true });

const unknown = positionals.filter((name) => !PEERS.some((peer) => peer === name));
if (unknown.length > 0) {
  console.error(`there is no peer ${unknown.join(', ')}; known: ${PEERS.join(', ')}`);
  process.exit(2);
}

interface Row {
  readonly peer: string;
  readonly version: string;
  readonly compared: string;
  readonly equal: string;
  readonly notShown: string;
}
const rows: Row[] = [];
const details: string[] = [];
let sound = true;

for (const name of positionals.length > 0 ? positionals : PEERS) {
  const script = join(import.meta.dirname, FOLDERS[name] ?? name, 'index.ts');
  const skip = skipReason(name, script);
  if (skip === undefined) for (const peer of peersOf(await import(script))) await metOrSkipped(name, peer);
  else skipped(name, '-', skip);
}
print();
process.exitCode = sound ? 0 : 1;

function skipReason(name: string, script: string): string | undefined {
  if (!existsSync(script)) return 'there is no script for it';
  if (values.quick === true && SLOW.includes(name)) return 'left out by --quick: it takes minutes to install';
  return undefined;
}

/** A script is a peer, or has several: releases of one system. */
function peersOf(script: Peer | { readonly peers: readonly Peer[] }): readonly Peer[] {
  return 'peers' in script ? script.peers : [script];
}

async function metOrSkipped(name: string, peer: Peer): Promise<void> {
  const missing = await peer.missing?.();
  if (missing === undefined) await met(name, peer);
  else skipped(name, peer.version, missing);
}

function skipped(peer: string, version: string, reason: string): void {
  rows.push({ peer, version, compared: 'skipped', equal: '-', notShown: reason });
}

async function met(name: string, peer: Peer): Promise<void> {
  console.log(`${name} ${peer.version}: starting`);
  try {
    await peer.start(cache);
    await peer.seed(Number(values.seed));
    if (peer.expected === undefined) only(name, peer);
    else await compared(name, peer, await peer.expected());
    for (const check of peer.checks?.() ?? []) {
      const told = await check.run();
      rows.push({ peer: `  ${check.name}`, version: '', compared: told, equal: 'yes', notShown: '' });
    }
  } catch (error) {
    sound = false;
    rows.push({ peer: name, version: peer.version, compared: 'failed', equal: 'no', notShown: '' });
    details.push(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  } finally {
    await peer.stop();
  }
}

/** A peer that no collector reads stands above its checks. */
function only(peer: string, { version }: Peer): void {
  rows.push({ peer, version, compared: '-', equal: '-', notShown: '-' });
}

async function compared(name: string, peer: Peer, expected: Expected): Promise<void> {
  const { compared: count, equal, notShown, differences } = await compare(COLLECTORS[name] ?? name, expected);
  if (differences.length > 0) sound = false;
  details.push(...differences.map((difference) => `${name}: ${difference}`));
  if (notShown.length > 0) details.push(`${name} does not show: ${notShown.join(', ')}`);
  rows.push({
    peer: name,
    version: peer.version,
    compared: `${count}`,
    equal: `${equal}`,
    notShown: `${notShown.length}`,
  });
}

function print(): void {
  console.log('\npeer, version, compared, equal, not shown');
  for (const { peer, version, compared: count, equal, notShown } of rows)
    console.log(`${peer.padEnd(40)} ${version.padEnd(22)} ${count.padEnd(10)} ${equal.padEnd(6)} ${notShown}`);
  if (details.length > 0) console.log(`\n${details.join('\n')}`);
}
