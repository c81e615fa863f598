import { readFile } from 'node:fs/promises';
import { ConfigError, reasonOf } from '@metta-dd/core';

/** The text of a file. Throws a ConfigError that says what the file is for. */
export async function readText(file: string, what: string, hint: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new ConfigError(`cannot read ${what}: ${reasonOf(cause)}`, { hint, cause });
  }
}
