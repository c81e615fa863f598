import { AuthenticationError, reasonOf, SourceError } from '../errors.js';

/** What went wrong, for the hook that says what to type next. */
export type ProblemKind = 'authentication' | 'redirect' | 'status' | 'network' | 'content';

export interface Problem {
  readonly kind: ProblemKind;
  readonly status?: number;
  readonly reason: string;
}

interface FailureFacts {
  readonly status?: number;
  readonly cause?: unknown;
  /** Asking again may help. */
  readonly transient?: boolean;
  /** Milliseconds that the source asked to wait. */
  readonly waitMs?: number | undefined;
}

/** Why one attempt failed; leaves the client only as a SourceError. */
export class AttemptFailure extends Error {
  override readonly name = 'AttemptFailure';
  readonly kind: ProblemKind;
  readonly facts: FailureFacts;

  constructor(kind: ProblemKind, reason: string, facts: FailureFacts = {}) {
    super(reason, 'cause' in facts ? { cause: facts.cause } : {});
    this.kind = kind;
    this.facts = facts;
  }
}

/** The error that a collector sees: what could not be done, and why. */
export function sourceError(
  what: string,
  failure: AttemptFailure,
  {
    attempts,
    hint,
  }: { readonly attempts: number; readonly hint?: ((problem: Problem) => string | undefined) | undefined },
): SourceError {
  const { kind, message, facts } = failure;
  const status = facts.status === undefined ? {} : { status: facts.status };
  const next = hint?.({ kind, reason: message, ...status });
  const SomeError = kind === 'authentication' ? AuthenticationError : SourceError;
  return new SomeError(`cannot ${what}: ${message}${attempts > 1 ? `, ${attempts} times` : ''}`, {
    ...status,
    ...(next !== undefined && { hint: next }),
    ...('cause' in facts && { cause: facts.cause }),
  });
}

// These stay as they are until somebody changes a certificate.
const LASTING = /^(CERT_|ERR_TLS_|ERR_SSL_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_)/;

/** The failure of a request that got no answer, or lost it half way. */
export function networkFailure(cause: unknown): AttemptFailure {
  const reason = reasonOf(cause).replace(/^fetch failed: /, '');
  return new AttemptFailure('network', reason, { cause, transient: !LASTING.test(codeOf(cause)) });
}

function codeOf(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return inner instanceof Error && 'code' in inner ? String(inner.code) : '';
}
