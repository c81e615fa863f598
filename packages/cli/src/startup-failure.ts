import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isRecord } from './config/path.js';
import { envelopeMeta, envelopeText } from './envelope.js';
import { failureOf } from './failure.js';
import { itemText } from './render/problem.js';

/** Reports what failed before a command took over, such as an unknown one; returns the exit code. */
export function startupFailure(error: unknown, args: readonly string[]): number {
  const { exitCode, errors } = failureOf(error, 'metta-dd --help');
  for (const item of errors) process.stderr.write(`${itemText(item, 'error')}\n`);
  if (errors.length > 0 && asksForJson(args))
    process.stdout.write(
      envelopeText(
        {
          schema: 'metta-dd.error/1',
          ok: false,
          result: undefined,
          warnings: [],
          errors,
          meta: envelopeMeta(randomUUID(), version()),
        },
        (text) => text,
      ),
    );
  return exitCode;
}

function asksForJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).includes('--json');
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return isRecord(manifest) ? String(manifest.version) : '';
}
