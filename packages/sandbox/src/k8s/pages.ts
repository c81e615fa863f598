import type { Answer } from '@metta-dd/local-datadog';
import { failure } from './status.js';
import type { ApiObject } from './world.js';

const VERSION = 'meta.k8s.io/v1';
const RESOURCE_VERSION = '1000';

/** One page of a list, or why there is none. */
export interface Page {
  readonly items: readonly ApiObject[];
  readonly metadata: {
    readonly resourceVersion: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
}

interface Position {
  readonly from: number;
  /** The empty page before it has been served. */
  readonly afterEmpty: boolean;
  /** It goes on in a newer snapshot than the list began in. */
  readonly inconsistent: boolean;
}

/** Cuts lists into pages as `limit` and `continue` demand. */
export class Pages {
  readonly #emptyPages: boolean;
  #toExpire: number;

  constructor({
    expiredTokens = 0,
    emptyPages = false,
  }: { readonly expiredTokens?: number; readonly emptyPages?: boolean }) {
    this.#toExpire = expiredTokens;
    this.#emptyPages = emptyPages;
  }

  cut(items: readonly ApiObject[], query: URLSearchParams): Page | Answer {
    const token = query.get('continue');
    const position = token ? decode(token) : { from: 0, afterEmpty: false, inconsistent: false };
    if (position === undefined) return failure(400, 'continue key is not valid: invalid token');
    if (token && this.#toExpire > 0) {
      this.#toExpire -= 1;
      return failure(410, 'The provided continue parameter is too old to display a consistent list result.', {
        metadata: { continue: encode({ ...position, inconsistent: true }) },
      });
    }
    const limit = Number(query.get('limit') ?? 0);
    const { from, afterEmpty } = position;
    if (from > 0 && this.#emptyPages && !afterEmpty) return this.#page([], items, { ...position, afterEmpty: true });
    const end = limit > 0 ? from + limit : items.length;
    return this.#page(items.slice(from, end), items, { ...position, from: end, afterEmpty: false });
  }

  #page(some: readonly ApiObject[], all: readonly ApiObject[], next: Position): Page {
    const remaining = all.length - next.from;
    if (remaining <= 0) return { items: some, metadata: { resourceVersion: RESOURCE_VERSION } };
    const metadata = { resourceVersion: RESOURCE_VERSION, continue: encode(next), remainingItemCount: remaining };
    return { items: some, metadata };
  }
}

function encode({ from, afterEmpty, inconsistent }: Position): string {
  const token = { v: VERSION, rv: inconsistent ? -1 : Number(RESOURCE_VERSION), start: from, afterEmpty };
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

function decode(token: string): Position | undefined {
  try {
    const { v, rv, start, afterEmpty } = JSON.parse(Buffer.from(token, 'base64url').toString());
    return v === VERSION
      ? { from: Number(start), afterEmpty: afterEmpty === true, inconsistent: rv === -1 }
      : undefined;
  } catch {
    return undefined; // Not a token of this server, which is all the caller is told.
  }
}
