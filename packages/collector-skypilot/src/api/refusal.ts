import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';

/** What the server says of a request that failed. */
export interface Refusal {
  /** Name of the Python exception, such as `ClusterNotUpError`. */
  readonly type: string;
  readonly message: string;
}

const LONGEST = 300;
// A traceback follows the sentence that is worth telling.
const TRACEBACK = /\s*(Traceback \(most recent call last\)|Stacktrace:)[\s\S]*$/;

const Failure = z.object({ type: z.string(), message: z.string() });

/** The error of a failed request, a JSON text within the JSON; its pickled object is left alone. */
export function refusalIn(error: unknown): Refusal {
  const { success, data } = Failure.safeParse(typeof error === 'string' ? parsed(error) : error);
  if (!success) return { type: 'unknown error', message: '' };
  const message = stripVTControlCharacters(data.message).replace(TRACEBACK, '').replace(/\s+/g, ' ').trim();
  return { type: data.type, message: message.slice(0, LONGEST) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The refusal is told of in any case; without this text it has no name.
    return undefined;
  }
}

/**
 * The controller stops only when nothing is in progress, so this is an answer and no failure; the same type with any
 * other text means that it could not be reached.
 */
export function saysNothingInProgress({ type, message }: Refusal): boolean {
  return type === 'ClusterNotUpError' && message === 'No in-progress managed jobs.';
}
