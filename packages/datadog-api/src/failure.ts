import { AuthenticationError, isAuthentication, reasonOf } from '@metta-dd/core';

/** Datadog could not be asked, refused, or answered with something else than its API does. */
export class DatadogApiError extends Error {
  override readonly name = 'DatadogApiError';
  /** HTTP status; absent where there was no answer. */
  readonly status: number | undefined;
  /** What Datadog says is wrong. */
  readonly errors: readonly string[];
  readonly hint: string | undefined;

  constructor(
    message: string,
    options: {
      readonly status?: number | undefined;
      readonly errors?: readonly string[] | undefined;
      readonly hint?: string | undefined;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.status = options.status;
    this.errors = options.errors ?? [];
    this.hint = options.hint;
  }
}

/** An answer that is no success; what was asked for is not known here. */
export class RefusedAnswer extends Error {
  override readonly name = 'RefusedAnswer';
  readonly status: number;
  readonly errors: readonly string[];
  /** Whether the body is one of Datadog's, and no page of something in between. */
  readonly isDatadog: boolean;

  constructor(
    status: number,
    { errors, isDatadog }: { readonly errors: readonly string[]; readonly isDatadog: boolean },
  ) {
    super([status, errors.join('; ')].filter((part) => part !== '').join(' '));
    this.status = status;
    this.errors = errors;
    this.isDatadog = isDatadog;
  }
}

/** What is asked, as the message says it, and the scope of the application key that it takes. */
export interface Question {
  readonly what: string;
  readonly scope?: string;
}

/** Does it; throws an AuthenticationError where Datadog refuses the keys, else a DatadogApiError. */
export async function attempt<Answer>({ what, scope }: Question, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (cause) {
    const message = `cannot ${what}: ${reasonOf(cause)}`;
    if (isAuthentication(cause)) throw new AuthenticationError(message, { hint: keysHint(scope), cause });
    if (!(cause instanceof RefusedAnswer)) throw new DatadogApiError(message, { cause });
    const { status, errors, isDatadog } = cause;
    if (!isDatadog || (status !== 401 && status !== 403))
      throw new DatadogApiError(message, { status, errors, hint: hintFor(status, isDatadog), cause });
    throw new AuthenticationError(message, { status, hint: keysHint(scope), cause });
  }
}

/** True where Datadog answered that it has no such thing. */
export function isNotFound(error: unknown): boolean {
  return error instanceof DatadogApiError && error.status === 404 && error.errors.length > 0;
}

function keysHint(scope: string | undefined): string {
  const keys = 'check DD_API_KEY, DD_APP_KEY and DD_SITE: keys belong to one site';
  return scope === undefined ? keys : `${keys}; the application key needs the scope ${scope}`;
}

function hintFor(status: number, isDatadog: boolean): string | undefined {
  if (!isDatadog) return 'check DD_SITE, DD_URL and the proxy: that was not the API of Datadog';
  return status === 429 ? 'try again later' : undefined;
}
