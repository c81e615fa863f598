import { hintOf, isAuthentication, reasonOf } from '@metta-dd/core';
import { didYouMean } from './config/nearest.js';
import type { ErrorItem } from './envelope.js';
import { EXIT } from './exit.js';

/** The command line cannot be understood. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/** A signal ended the work before it was done. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  readonly signal: 'SIGINT' | 'SIGTERM';

  constructor(signal: 'SIGINT' | 'SIGTERM', options: { readonly cause: unknown }) {
    super(`ended by ${signal}`, options);
    this.signal = signal;
  }
}

/** What a thrown error means to the caller: an exit code, and the fields that may be shown. */
export interface Failure {
  readonly exitCode: number;
  readonly errors: readonly ErrorItem[];
}

/** Recognises an error by its name; nothing but the whitelisted fields of it is kept. */
export function failureOf(error: unknown, help: string, flags: readonly string[] = []): Failure {
  const exit = exitOf(error);
  if (exit !== undefined) return { exitCode: exit, errors: [] };
  const item = (code: string, next?: string): ErrorItem => {
    const hint = hintOf(error) ?? next;
    return { code, message: reasonOf(error), ...(hint && { hint }) };
  };
  if (isParseError(error)) return { exitCode: EXIT.usage, errors: [parseItem(error, help, flags)] };
  if (error instanceof InterruptedError)
    return {
      exitCode: error.signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated,
      errors: [{ code: 'INTERRUPTED', message: error.message }],
    };
  switch (error instanceof Error ? error.name : '') {
    case 'UsageError':
      return { exitCode: EXIT.usage, errors: [item('USAGE')] };
    case 'ConfigError':
      return { exitCode: EXIT.configuration, errors: problemItems(error) ?? [item('CONFIG_INVALID')] };
    case 'PluginError':
      return { exitCode: EXIT.incompatible, errors: [item('PLUGIN_UNUSABLE')] };
    case 'DatadogApiError':
      return { exitCode: EXIT.internal, errors: [item('DATADOG', 'metta-dd doctor datadog')] };
    default:
      // A dataset, say, that was refused: what counts is down its causes.
      return isAuthentication(error)
        ? { exitCode: EXIT.authentication, errors: [item('AUTHENTICATION', 'metta-dd doctor')] }
        : { exitCode: EXIT.internal, errors: [item('INTERNAL')] };
  }
}

function exitOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIT' || !('oclif' in error))
    return undefined;
  const { oclif } = error;
  return typeof oclif === 'object' && oclif !== null && 'exit' in oclif ? Number(oclif.exit) : EXIT.ok;
}

// oclif's errors carry the whole parser context, with the path of the CLI and every argument: only the text is kept.
function isParseError(error: unknown): error is Error {
  return error instanceof Error && 'parse' in error;
}

function parseItem(error: Error, help: string, flags: readonly string[]): ErrorItem {
  const message = error.message.replace(/\n?See more help with --help$/, '');
  const wrong = 'flags' in error && Array.isArray(error.flags) ? String(error.flags[0]) : '';
  const meant = wrong.startsWith('--')
    ? didYouMean(
        wrong,
        flags.map((flag) => `--${flag}`),
      )
    : undefined;
  return { code: 'USAGE', message: message.charAt(0).toLowerCase() + message.slice(1), hint: meant ?? help };
}

function problemItems(error: unknown): ErrorItem[] | undefined {
  if (!(error instanceof Error) || !('problems' in error) || !Array.isArray(error.problems)) return undefined;
  return error.problems.map(({ message, path, file, line, column, hint }) => {
    const defined = Object.entries({ hint, path, file, line, column }).filter(([, value]) => value !== undefined);
    return { code: 'CONFIG_INVALID', message: String(message), ...Object.fromEntries(defined) };
  });
}
