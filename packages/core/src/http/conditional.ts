import { createHash } from 'node:crypto';
import type { Cache } from '../run.js';

/** An answer that may still hold: the source is asked whether it does. */
export interface Stored {
  readonly etag?: string;
  readonly lastModified?: string;
  /** Of the answer's headers those that a 304 does not repeat. */
  readonly link?: string;
  readonly text: string;
}

/** What a source last answered to one request. */
export class AnswerMemory {
  readonly #cache: Cache;
  readonly #key: string;

  constructor(cache: Cache, url: URL, accept: string) {
    this.#cache = cache;
    // A digest, since a query may hold a secret.
    this.#key = `http:${createHash('sha256').update(`${url.href}\n${accept}`).digest('hex')}`;
  }

  async read(): Promise<Stored | undefined> {
    const value = await this.#cache.get(this.#key);
    return isStored(value) ? value : undefined;
  }

  /** Stores an answer that can be asked about later. */
  async write(headers: Headers, text: string): Promise<void> {
    const etag = headers.get('etag');
    const lastModified = headers.get('last-modified');
    if (etag === null && lastModified === null) return;
    const link = headers.get('link');
    await this.#cache.set(this.#key, {
      ...(etag !== null && { etag }),
      ...(lastModified !== null && { lastModified }),
      ...(link !== null && { link }),
      text,
    });
  }
}

function isStored(value: unknown): value is Stored {
  return typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string';
}

/** The headers that make a request conditional. */
export function conditions(stored: Stored | undefined): Record<string, string> {
  return {
    ...(stored?.etag !== undefined && { 'if-none-match': stored.etag }),
    ...(stored?.lastModified !== undefined && { 'if-modified-since': stored.lastModified }),
  };
}
