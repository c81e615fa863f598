import { reasonOf } from '@metta-dd/core';
import { z } from 'zod';
import type { Ec2Run } from './session.js';

const HOUR = 3_600_000;
// A month's price is better than none, and the report says how old it is.
const OLDEST_MS = 30 * 24 * HOUR;

const Kept = z.object({ fetchedAt: z.number(), value: z.unknown().optional() });

/** Prices of former runs, by what they are for. */
export class KeptPrices {
  readonly #run: Ec2Run;
  readonly #asked = new Map<string, Promise<unknown>>();

  constructor(run: Ec2Run) {
    this.#run = run;
  }

  /** A price that is young enough, or a new one; an old one where no new one can be had, with a warning. */
  async get<T>(key: string, shape: z.ZodType<T>, fetch: () => Promise<T>): Promise<T> {
    const asked = this.#asked.get(key) ?? this.#find(key, shape, fetch);
    this.#asked.set(key, asked);
    return shape.parse(await asked);
  }

  async #find<T>(key: string, shape: z.ZodType<T>, fetch: () => Promise<T>): Promise<T> {
    const now = this.#run.startedAt.getTime();
    const kept = Kept.safeParse(await this.#run.cache.get(key)).data;
    const value = shape.safeParse(kept?.value);
    const age = kept === undefined || !value.success ? Number.POSITIVE_INFINITY : Math.abs(now - kept.fetchedAt);
    if (value.success && age < this.#run.config.cost.cacheTtlHours * HOUR) return value.data;
    try {
      const fetched = await fetch();
      await this.#run.cache.set(key, { fetchedAt: now, ...(fetched !== undefined && { value: fetched }) });
      return fetched;
    } catch (error) {
      if (!value.success || age > OLDEST_MS) throw error;
      const reason = reasonOf(error);
      this.#run.log.warn('an old price is used, since no new one could be had', {
        price: key,
        ageHours: Math.round(age / HOUR),
        reason,
      });
      return value.data;
    }
  }
}
