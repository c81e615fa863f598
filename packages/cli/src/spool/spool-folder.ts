import { join } from 'node:path';
import { type SpoolFolder, thisProcess } from '@metta-dd/core/delivery';
import { systemClock } from '@metta-dd/core/runtime';

/** The spool under the state folder, which every process of this machine shares. */
export function spoolIn(stateFolder: string): SpoolFolder {
  const clock = systemClock();
  return { folder: join(stateFolder, 'spool'), process: thisProcess(() => clock.now().getTime()) };
}
