import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The flags that the installed command gives to Node, so that a measured process is started like it. */
export const NODE_FLAGS: readonly string[] = [
  ...readFileSync(join(import.meta.dirname, '../packages/cli/bin/metta-dd'), 'utf8').matchAll(/ (--[a-z-]+=\S+)/g),
].map(([, flag]) => flag ?? '');
