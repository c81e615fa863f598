import { join } from 'node:path';
import type { Environment } from './environment.js';

/** Where the state file lives: `METTA_DD_STATE_DIR`, else the user's state folder. */
export function stateFolder(environment: Environment, home: string): string {
  const named = environment.METTA_DD_STATE_DIR;
  return named || join(environment.XDG_STATE_HOME || join(home, '.local', 'state'), 'metta-dd');
}
