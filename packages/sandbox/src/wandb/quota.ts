const WINDOW_MS = 60_000;
// The headers tell what is left in thousandths: https://docs.wandb.ai/guides/track/limits/#rate-limit-http-headers
const SCALE = 1000;

/** What is left of a window of one minute. */
export class Quota {
  readonly #perWindow: number | undefined;
  #window = 0;
  #used = 0;

  constructor(perWindow: number | undefined) {
    this.#perWindow = perWindow;
  }

  /** Takes one request; the headers of its answer, and whether it is one too many. */
  take(now: Date): { readonly exceeded: boolean; readonly headers: Readonly<Record<string, string>> } {
    const most = this.#perWindow;
    if (most === undefined) return { exceeded: false, headers: {} };
    const window = Math.floor(now.getTime() / WINDOW_MS);
    if (window !== this.#window) this.#used = 0;
    this.#window = window;
    this.#used++;
    const left = Math.max(0, most - this.#used);
    const headers = {
      'ratelimit-limit': String(SCALE),
      'ratelimit-remaining': String(Math.floor((SCALE * left) / most)),
      'ratelimit-reset': String(Math.ceil(((window + 1) * WINDOW_MS - now.getTime()) / 1000)),
    };
    return { exceeded: this.#used > most, headers };
  }
}
