import type { Quota } from '@metta-dd/core';
import { OutOfQuota } from './left-out.js';

/** What a request is for; the later in the list, the earlier it stops when the quota runs low. */
export const PURPOSES = ['core', 'runs', 'attempts', 'jobs', 'branches'] as const;
export type Purpose = (typeof PURPOSES)[number];

export type Resource = 'core' | 'graphql';

export interface BudgetLimits {
  readonly maxRequests?: number | undefined;
  readonly minRemainingPct: number;
}

// Percent of the limit by which each purpose stops before the next more important one.
const STEP_PCT = 2;

/** The quota that all repositories of a run share, with the reserve that is left to other users of the account. */
export class Budget {
  readonly #limits: BudgetLimits;
  readonly #report: (quota: Quota) => void;
  readonly #quotas = new Map<string, Quota>();
  readonly #underWay = new Map<Resource, number>();
  #requests = 0;

  constructor(limits: BudgetLimits, report: (quota: Quota) => void) {
    this.#limits = limits;
    this.#report = report;
  }

  /** Admits one request and returns what to call when it has ended; throws `OutOfQuota` where the quota is spent. */
  take(resource: Resource, purpose: Purpose): () => void {
    const reason = this.refusal(resource, purpose);
    if (reason !== undefined) throw new OutOfQuota(reason);
    this.#requests++;
    this.#underWay.set(resource, this.#inFlight(resource) + 1);
    return () => this.#underWay.set(resource, this.#inFlight(resource) - 1);
  }

  /** Why no request is admitted now. */
  refusal(resource: Resource, purpose: Purpose = 'core'): string | undefined {
    const { maxRequests, minRemainingPct } = this.#limits;
    if (maxRequests !== undefined && this.#requests >= maxRequests)
      return `the run has made the ${maxRequests} requests that budget.maxRequests allows`;
    const quota = this.#quotas.get(resource);
    // An Enterprise server without rate limits sends none of these headers.
    if (quota?.limit === undefined) return undefined;
    const floorPct = Math.min(100, minRemainingPct + STEP_PCT * PURPOSES.indexOf(purpose));
    if (quota.remaining - this.#inFlight(resource) > (quota.limit * floorPct) / 100) return undefined;
    const until = quota.resetsAt === undefined ? '' : ` until ${clockTime(quota.resetsAt)}`;
    return `${quota.remaining} of ${quota.limit} ${NOUNS[resource]} are left${until}, and ${floorPct} % stay in reserve`;
  }

  /** Reads what an answer says is left. https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
  observe({ headers, ok, status }: Response): void {
    const resource = headers.get('x-ratelimit-resource');
    const remaining = numberIn(headers, 'x-ratelimit-remaining');
    if (resource === null || remaining === undefined) return;
    const limit = numberIn(headers, 'x-ratelimit-limit');
    const reset = numberIn(headers, 'x-ratelimit-reset');
    const quota = {
      resource,
      remaining,
      ...(limit !== undefined && { limit }),
      ...(reset !== undefined && { resetsAt: new Date(reset * 1000) }),
    };
    this.#report(quota);
    // A refused request speaks for itself; the reserve is about what the next one would take.
    if (ok || status === 304) this.#quotas.set(resource, quota);
  }

  #inFlight(resource: Resource): number {
    return this.#underWay.get(resource) ?? 0;
  }
}

const NOUNS: Readonly<Record<Resource, string>> = { core: 'requests', graphql: 'points' };

/** `14:05 UTC`. */
export function clockTime(at: Date): string {
  return `${at.toISOString().slice(11, 16)} UTC`;
}

function numberIn(headers: Headers, name: string): number | undefined {
  const text = headers.get(name);
  return text === null || !/^\d+$/.test(text) ? undefined : Number(text);
}
