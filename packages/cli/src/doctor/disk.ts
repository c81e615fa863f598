import { randomUUID } from 'node:crypto';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf } from '@metta-dd/core';
import { spoolStatus } from '@metta-dd/core/delivery';
import { openState, systemClock } from '@metta-dd/core/runtime';
import { spoolIn } from '../spool/spool-folder.js';
import type { Check } from './check.js';

// Far more than a day of slots that cannot be sent.
const ENOUGH_BYTES = 100 * 1024 * 1024;
const HINT = 'set METTA_DD_STATE_DIR to a folder on a local disk that can be written';

/** Whether state and spool can be written, and what waits there. */
export async function checkDisk(folder: string): Promise<Check[]> {
  const { folder: spoolFolder } = spoolIn(folder);
  return [
    await checkWritable('state', folder),
    await checkWritable('spool', spoolFolder),
    await checkState(folder),
    ...(await checkSpool(folder)),
  ];
}

const about = { area: 'disk' } as const;

async function checkWritable(name: string, folder: string): Promise<Check> {
  const file = join(folder, `.doctor-${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(file, 'x', { mode: 0o600 });
    await rm(file);
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    const message = `${folder} can be written, ${Math.round(free / 1024 / 1024)} MiB free`;
    if (free >= ENOUGH_BYTES) return { ...about, name, state: 'ok', message };
    return { ...about, name, state: 'warning', message, hint: `make room, or ${HINT}` };
  } catch (error) {
    return { ...about, name, state: 'failed', message: `cannot write ${folder}: ${reasonOf(error)}`, hint: HINT };
  }
}

async function checkState(folder: string): Promise<Check> {
  const warnings: string[] = [];
  const warn = (message: string, fields: Readonly<Record<string, unknown>> = {}) => {
    warnings.push([message, ...Object.entries(fields).map(([key, value]) => `${key} ${String(value)}`)].join(', '));
  };
  const state = await openState(folder, { clock: systemClock(), log: { warn } });
  // It is opened by the first question.
  state.lastSuccess('doctor');
  const { path } = state;
  state.close();
  if (warnings.length === 0 && path !== undefined) return { ...about, name: 'state file', state: 'ok', message: path };
  const message = warnings.length > 0 ? warnings.join('; ') : 'the state is in memory';
  return {
    ...about,
    name: 'state file',
    state: 'warning',
    message,
    hint: `nothing, if it was told once; else ${HINT}`,
  };
}

async function checkSpool(folder: string): Promise<Check[]> {
  try {
    const waiting = (await spoolStatus(spoolIn(folder))).filter(({ points, quarantined }) => points + quarantined > 0);
    return waiting.map(({ destination, points, quarantined }): Check => {
      const message = `${points} points wait for ${destination}, ${quarantined} segments are in quarantine`;
      return {
        ...about,
        name: 'spool',
        state: 'warning',
        message,
        hint: 'metta-dd spool status, metta-dd spool flush',
      };
    });
  } catch (error) {
    return [{ ...about, name: 'spool', state: 'failed', message: `cannot read it: ${reasonOf(error)}`, hint: HINT }];
  }
}
