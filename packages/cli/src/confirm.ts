import { createInterface } from 'node:readline/promises';
import { UsageError } from './failure.js';

/** Asks on stderr where somebody is there to answer; else only `--yes` goes on. */
export async function confirm(question: string, yes: boolean): Promise<boolean> {
  if (yes) return true;
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new UsageError(`${question} Nobody is here to ask`, 'add --yes');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(?:es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
  } finally {
    lines.close();
  }
}
