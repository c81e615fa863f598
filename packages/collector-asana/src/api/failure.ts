import { AuthenticationError, SourceError } from '@metta-dd/core';
import { z } from 'zod';

/** What is asked for, as an error message tells it. */
export interface Subject {
  /** Completes "cannot …". */
  readonly what: string;
  /** What the token's user must be able to see: `project Launch`. */
  readonly object: string;
  /** The scope that an OAuth token needs. */
  readonly scope: string;
  /** The key of the configuration that names the object. */
  readonly key: string;
}

/** An answer with a status of refusal. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  /** Seconds that Asana asks to wait, where it says so. */
  readonly retryAfterS: number | undefined;

  constructor(status: number, text: string, retryAfter: string | null) {
    super(`${status} ${messageIn(text)}`.trim());
    this.status = status;
    const seconds = Number.parseFloat(retryAfter ?? '');
    this.retryAfterS = seconds >= 0 ? seconds : undefined;
  }
}

const Body = z.object({ errors: z.array(z.object({ message: z.string(), phrase: z.string().nullish() })).min(1) });

// The phrase is what Asana's support finds the failure by: https://developers.asana.com/docs/errors
function messageIn(text: string): string {
  const [first] = Body.safeParse(parsed(text)).data?.errors ?? [];
  if (first === undefined) return '';
  return first.phrase ? `${first.message} (phrase: ${first.phrase})` : first.message;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // A proxy refuses without JSON: then the status is all there is to tell.
  }
}

/** The error that a collector sees: what could not be done, why, and what to grant or to set. */
export function explained(refusal: Refusal, subject: Subject, tries: number): SourceError {
  const { status, retryAfterS } = refusal;
  const asked = status === 429 && retryAfterS !== undefined ? `, asks to wait ${retryAfterS} s` : '';
  const times = tries > 1 ? `, ${tries} times` : '';
  const hint = hintFor(status, subject);
  const Kind = status === 401 || status === 403 ? AuthenticationError : SourceError;
  return new Kind(`cannot ${subject.what}: ${refusal.message}${asked}${times}`, {
    status,
    cause: refusal,
    ...(hint !== undefined && { hint }),
  });
}

function hintFor(status: number, { object, scope, key }: Subject): string | undefined {
  switch (status) {
    case 400:
      return `check ${key}: Asana does not understand what it was asked for ${object}`;
    case 401:
      return 'the Asana token is wrong, expired or revoked: set ASANA_ACCESS_TOKEN or the AWS secret asana/access-token to a valid one';
    case 402:
      return `${object} needs a paid plan of Asana`;
    case 403:
      return `give the user of the token access to ${object}; a token of an OAuth app also needs the scope ${scope}`;
    case 404:
      return `the gid of ${object} is wrong, or the user of the token cannot see it: check ${key}, or add the user`;
    case 429:
      return 'give the collector a token of its own, select fewer projects, or set plan and requestsPerMinute to what the workspace has';
    default:
      return undefined;
  }
}
