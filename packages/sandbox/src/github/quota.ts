const HOUR_MS = 3_600_000;

/** How much of one limit is left. */
export interface QuotaState {
  readonly limit: number;
  readonly remaining: number;
  readonly used: number;
  readonly resetAt: Date;
}

/** One hourly limit of one caller; the hour begins with its first request. */
export class Quota {
  readonly #limit: number;
  #resetAt = 0;
  #used = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Uses points and tells what is left; a limit is never overdrawn. */
  charge(points: number, now: Date): QuotaState {
    this.#turn(now);
    this.#used = Math.min(this.#limit, this.#used + points);
    return this.state(now);
  }

  state(now: Date): QuotaState {
    this.#turn(now);
    const remaining = this.#limit - this.#used;
    return { limit: this.#limit, remaining, used: this.#used, resetAt: new Date(this.#resetAt) };
  }

  #turn(now: Date): void {
    const second = Math.floor(now.getTime() / 1000) * 1000;
    if (second < this.#resetAt && second > this.#resetAt - 2 * HOUR_MS) return;
    this.#resetAt = second + HOUR_MS;
    this.#used = 0;
  }
}

/** The limits of every caller, by resource. */
export class Quotas {
  readonly #known = new Map<string, Quota>();

  of(caller: string, resource: 'core' | 'graphql' | 'search', limit: number): Quota {
    const key = `${resource} ${caller}`;
    const quota = this.#known.get(key) ?? new Quota(limit);
    this.#known.set(key, quota);
    return quota;
  }
}

/** The headers that tell a limit. */
export function quotaHeaders(state: QuotaState, resource: string): Record<string, string> {
  return {
    'x-ratelimit-limit': String(state.limit),
    'x-ratelimit-remaining': String(state.remaining),
    'x-ratelimit-used': String(state.used),
    'x-ratelimit-reset': String(Math.floor(state.resetAt.getTime() / 1000)),
    'x-ratelimit-resource': resource,
  };
}
