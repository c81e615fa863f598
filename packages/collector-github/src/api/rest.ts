import { setImmediate } from 'node:timers/promises';
import { type Cache, SourceError } from '@metta-dd/core';
import type { Octokit } from '@octokit/rest';
import type { LimitFunction } from 'p-limit';
import { z } from 'zod';
import type { Budget, Purpose } from './budget.js';
import { explained } from './failure.js';
import { parsed, UNPARSED } from './json-body.js';
import { SwitchedOff } from './left-out.js';
import type { Credentials } from './octokit.js';
import { understood } from './understood.js';

export interface RestOptions {
  readonly octokit: Octokit;
  readonly credentials: Credentials;
  readonly budget: Budget;
  readonly lane: LimitFunction;
  readonly cache: Cache;
  readonly startedAt: Date;
}

/** One question to the REST API. */
export interface Question<T> {
  /** As Octokit takes it: `GET /repos/{owner}/{repo}/…`. */
  readonly route: string;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  /** Narrows the answer to the fields that are used: only those are kept. */
  readonly answer: z.ZodType<T>;
  readonly purpose: Purpose;
}

export interface Answer<T> {
  readonly value: T;
  /** The address of the next page, where the answer names one. */
  readonly next?: string | undefined;
}

interface Tagged<T> extends Answer<T> {
  readonly etag?: string | undefined;
}

/** The REST API with conditional requests, whose unchanged answers cost nothing of the quota. */
export class Rest {
  readonly #options: RestOptions;

  constructor(options: RestOptions) {
    this.#options = options;
  }

  async get<T>(question: Question<T>): Promise<Answer<T>> {
    const answer = await this.#ask(question);
    if (answer === 'unchanged') throw new SourceError('304 to a request without a condition', { status: 304 });
    return answer;
  }

  /** Asks whether the answer has changed; asks nothing for `freshMs` after that was last made sure of. */
  async conditional<T>(question: Question<T>, { freshMs = 0 } = {}): Promise<Answer<T>> {
    const { cache, startedAt, octokit } = this.#options;
    const key = `etag ${octokit.request.endpoint(question.route, question.parameters).url}`;
    const known = storedIn(await cache.get(key), question.answer);
    if (known === undefined) return this.#keep(key, await this.get(question));
    const age = startedAt.getTime() - Date.parse(known.checkedAt);
    if (age >= 0 && age < freshMs) return known;
    // Most likely free of the quota, so that the steps before the reserve are not for it.
    const fresh = await this.#ask({ ...question, purpose: 'core' }, known.etag);
    if (fresh !== 'unchanged') return this.#keep(key, fresh);
    // The time is renewed only where it is looked at: writing all pages again each run would cost more than it saves.
    return freshMs > 0 ? this.#keep(key, known) : known;
  }

  /** Remembers for ever what can never change. */
  async immutable<T>(key: string, kept: z.ZodType<T>, fetch: () => Promise<T>): Promise<T> {
    const { cache } = this.#options;
    const known = kept.safeParse(await cache.get(key));
    if (known.success) return known.data;
    const value = await fetch();
    await cache.set(key, value);
    return value;
  }

  async #keep<T>(key: string, answer: Tagged<T>): Promise<Tagged<T>> {
    const { cache, startedAt } = this.#options;
    const { value, next, etag } = answer;
    if (etag !== undefined)
      await cache.set(key, { value, etag, ...(next !== undefined && { next }), checkedAt: startedAt.toISOString() });
    return answer;
  }

  async #ask<T>({ route, parameters, answer, purpose }: Question<T>, etag?: string): Promise<Tagged<T> | 'unchanged'> {
    const { octokit, budget, lane, credentials } = this.#options;
    // Octokit's own hooks drop the header when it is added from outside; given with the request it arrives.
    const headers = etag === undefined ? {} : { 'if-none-match': etag };
    const response = await lane(async () => {
      const done = budget.take('core', purpose);
      try {
        return await octokit.request(route, { ...parameters, headers, request: UNPARSED });
      } catch (error) {
        if (statusOf(error) === 304) return undefined;
        if (statusOf(error) === 410) throw new SwitchedOff('the repository has this feature switched off');
        throw explained(error, credentials);
      } finally {
        done();
      }
    });
    if (response === undefined) return 'unchanged';
    // Reading a megabyte takes milliseconds: what waits in the lane is asked first, so that the source is never idle.
    await setImmediate();
    return {
      value: understood(answer, await parsed(response.data)),
      etag: response.headers.etag,
      next: nextIn(response.headers.link),
    };
  }
}

const Stored = z.object({
  value: z.unknown(),
  etag: z.string(),
  next: z.string().optional(),
  checkedAt: z.string(),
});

function storedIn<T>(entry: unknown, answer: z.ZodType<T>) {
  const { data: stored } = Stored.safeParse(entry);
  const { data: value } = answer.safeParse(stored?.value);
  return stored === undefined || value === undefined ? undefined : { ...stored, value };
}

function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : undefined;
}

// https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api
function nextIn(link: string | undefined): string | undefined {
  return /<([^>]+)>;\s*rel="next"/.exec(link ?? '')?.[1];
}
