import { type RunContext, SourceError } from '@metta-dd/core';
import type { HttpAnswer, HttpClient } from '@metta-dd/core/http';
import { isJson, type Json, objectIn, textIn } from './json.js';
import { readObject } from './malformed.js';

/** One list of the Kubernetes API, and how its objects are reduced. */
export interface Listing<T> {
  /** In the plural: `pods`. */
  readonly what: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string | number | undefined>>;
  readonly read: (raw: Json) => T;
  /** Tells objects apart. */
  readonly keyOf: (item: T) => string;
}

/** A list that was read to its end. */
export interface Read<T> {
  readonly items: readonly T[];
  /** The `Date` of the last answer, in seconds since the epoch. */
  readonly answeredAt: number | undefined;
}

const GONE = 410;
const MAX_PAGES = 10_000;

/**
 * Reads lists page by page; a page is reduced and let go before the next one is asked for. A continue token that
 * expired (410) starts the list anew; when that expires as well, the list goes on from a newer snapshot.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
 */
export async function readList<T>(
  client: HttpClient,
  log: RunContext<unknown>['log'],
  listing: Listing<T>,
): Promise<Read<T>> {
  const { what } = listing;
  const list = new PartialList(listing);
  let next: string | undefined;
  let restarts = 0;
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const step = await addPage(client, listing, list, next);
    if (!step.gone && step.next === undefined) return list.whole();
    if (!step.gone) {
      next = step.next;
      continue;
    }
    if (next === undefined)
      throw new SourceError(`cannot list ${what}: 410 to a list from its beginning`, { status: GONE });
    if (restarts++ === 0) {
      list.clear();
      next = undefined;
      continue;
    }
    if (step.next === undefined || step.next === next)
      throw new SourceError(`cannot list ${what}: the list expired twice, and the server offers no way to go on`, {
        status: GONE,
      });
    list.spansSnapshots();
    log.warn('a list spans two snapshots, since it took longer than the server keeps one', { list: what });
    next = step.next;
  }
  throw new SourceError(`cannot list ${what}: more than ${MAX_PAGES} pages`);
}

/** Where the list goes on; by what the server offers where the token was gone. */
interface Step {
  readonly gone: boolean;
  readonly next: string | undefined;
}

// A function of its own, so that nothing holds a page any more while the next one is on its way: memory depends on it.
async function addPage<T>(
  client: HttpClient,
  { what, path, query }: Listing<T>,
  list: PartialList<T>,
  token: string | undefined,
): Promise<Step> {
  const answer = await client.request({
    method: 'GET',
    path,
    query: { ...query, continue: token },
    what: `list ${what}`,
    accept: [GONE],
  });
  const gone = answer.status === GONE;
  return { gone, next: gone ? offeredToken(answer.body) : list.add(answer) };
}

class PartialList<T> implements Read<T> {
  readonly items: T[] = [];
  answeredAt: number | undefined;
  readonly #listing: Listing<T>;
  readonly #tokens = new Set<string>();
  /** What each page begins with: a page that comes again is told by its first item. */
  readonly #beginnings = new Set<string>();
  /** All there is, from where an object may come again. */
  #known: Set<string> | undefined;

  constructor(listing: Listing<T>) {
    this.#listing = listing;
  }

  /** Adds a page; returns where the next one begins. */
  add({ body, headers }: HttpAnswer<unknown>): string | undefined {
    const { what, read } = this.#listing;
    if (!isJson(body)) throw new SourceError(`cannot list ${what}: the answer is no list of the Kubernetes API`);
    if (!Array.isArray(body.items)) throw new SourceError(`cannot list ${what}: the answer has no items`);
    const page = body.items.map((raw: unknown) => readObject(what, raw, read));
    if (this.#known === undefined) this.#append(page);
    else this.#appendNew(page, this.#known);
    const date = Date.parse(headers.get('date') ?? '');
    this.answeredAt = Number.isNaN(date) ? undefined : date / 1000;
    const next = textIn(objectIn(body, 'metadata'), 'continue') || undefined;
    if (next !== undefined && this.#tokens.has(next))
      throw new SourceError(`cannot list ${what}: a page leads back to one that was read`);
    if (next !== undefined) this.#tokens.add(next);
    return next;
  }

  /** The list at its end. Throws where an object came twice, which a list of one snapshot never has. */
  whole(): Read<T> {
    const { what, keyOf } = this.#listing;
    if (this.#tokens.size > 0 && new Set(this.items.map(keyOf)).size < this.items.length)
      throw new SourceError(`cannot list ${what}: an object came twice`);
    return this;
  }

  /** From here on an object may come again. */
  spansSnapshots(): void {
    this.#known ??= new Set(this.items.map(this.#listing.keyOf));
  }

  clear(): void {
    this.items.length = 0;
    this.#tokens.clear();
    this.#beginnings.clear();
  }

  #append(page: readonly T[]): void {
    const [first] = page;
    if (first === undefined) return;
    const { what, keyOf } = this.#listing;
    const beginning = keyOf(first);
    if (this.#beginnings.has(beginning))
      throw new SourceError(`cannot list ${what}: a page came twice, as if they had no end`);
    this.#beginnings.add(beginning);
    for (const item of page) this.items.push(item);
  }

  #appendNew(page: readonly T[], known: Set<string>): void {
    for (const item of page) {
      const key = this.#listing.keyOf(item);
      if (!known.has(key)) this.items.push(item);
      known.add(key);
    }
  }
}

function offeredToken(body: unknown): string | undefined {
  return isJson(body) ? textIn(objectIn(body, 'metadata'), 'continue') || undefined : undefined;
}
