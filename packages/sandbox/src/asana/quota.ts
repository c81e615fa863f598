const MINUTE_MS = 60_000;

/** The requests of the last minute; a refused one counts as well. */
export class Quota {
  readonly #perMinute: number;
  #asked: number[] = [];

  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  /** Seconds to wait, where the request is one too many. */
  take(now: Date): number | undefined {
    if (this.#perMinute === Number.POSITIVE_INFINITY) return undefined;
    const at = now.getTime();
    this.#asked = [...this.#asked.filter((time) => time > at - MINUTE_MS), at];
    if (this.#asked.length <= this.#perMinute) return undefined;
    const oldest = this.#asked.at(-this.#perMinute) ?? at;
    return Math.ceil((oldest + MINUTE_MS - at) / 1000);
  }
}
