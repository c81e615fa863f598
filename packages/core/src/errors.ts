/** The configuration cannot be used; all problems are listed, and nothing was asked of any source. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly hint: string | undefined;

  constructor(message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.hint = options.hint;
  }
}

/** Facts about a request that a source refused or answered with nonsense. */
export interface SourceErrorOptions {
  /** What to type or to grant next. */
  readonly hint?: string;
  /** HTTP status of the answer, where there was one. */
  readonly status?: number;
  readonly cause?: unknown;
}

/** The source could not be asked, or its answer was not understood. */
export class SourceError extends Error {
  override readonly name: string = 'SourceError';
  readonly hint: string | undefined;
  readonly status: number | undefined;

  constructor(message: string, options: SourceErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.hint = options.hint;
    this.status = options.status;
  }
}

/** The source refused the credentials, or they do not reach far enough; asking again does not help. */
export class AuthenticationError extends SourceError {
  override readonly name = 'AuthenticationError';
}

/** One dataset could not be fetched whole; every metric that needs it fails with this one object. */
export class DatasetError extends Error {
  override readonly name = 'DatasetError';
  readonly dataset: string;

  constructor(dataset: string, cause: unknown) {
    super(`cannot fetch ${dataset}: ${reasonOf(cause)}`, { cause });
    this.dataset = dataset;
  }
}

/** A plugin cannot be loaded or speaks another contract. */
export class PluginError extends Error {
  override readonly name = 'PluginError';
  readonly hint: string | undefined;

  constructor(message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.hint = options.hint;
  }
}

/** The message of whatever was thrown, with the reason behind a bare "fetch failed". */
export function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const cause = thrown.cause instanceof Error ? thrown.cause.message : '';
  return thrown.message === 'fetch failed' && cause !== '' ? `${thrown.message}: ${cause}` : thrown.message;
}

/** The errors from the thrown one down its causes; recognised by name, since a plugin brings its own copy of core. */
export function* causesOf(thrown: unknown): Generator<Error> {
  const seen = new Set<unknown>();
  for (let error = thrown; error instanceof Error && !seen.has(error); error = error.cause) {
    seen.add(error);
    yield error;
  }
}

/** True where the credentials are at fault, whichever copy of core threw. */
export function isAuthentication(thrown: unknown): boolean {
  return [...causesOf(thrown)].some(({ name }) => name === 'AuthenticationError');
}

/** True where the configuration is at fault, whichever copy of core threw. */
export function isConfiguration(thrown: unknown): boolean {
  return [...causesOf(thrown)].some(({ name }) => name === 'ConfigError');
}

/** The first hint from the thrown error down its causes. */
export function hintOf(thrown: unknown): string | undefined {
  for (const error of causesOf(thrown)) if ('hint' in error && typeof error.hint === 'string') return error.hint;
  return undefined;
}
