import { AwsRefusal } from './refusal.js';

/** One page of a listing, and the token of the next. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly nextToken?: string;
}

export interface PageRequest {
  /** Part of the token, so that a token of another listing is refused. */
  readonly listing: string;
  readonly token: string | undefined;
  readonly size: number;
}

/** Cuts a page out of all rows; refuses a token that is not of this listing. */
export function pageOf<Row>(all: readonly Row[], { listing, token, size }: PageRequest): Page<Row> {
  const from = token === undefined || token === '' ? 0 : offsetOf(listing, token);
  const to = from + size;
  const rows = all.slice(from, to);
  return to < all.length ? { rows, nextToken: `${listing}.${to}` } : { rows };
}

function offsetOf(listing: string, token: string): number {
  const [name, offset] = token.split('.');
  if (name === listing && offset !== undefined && /^\d+$/.test(offset)) return Number(offset);
  throw new AwsRefusal(400, 'InvalidNextToken', `The token '${token}' is not valid`);
}
