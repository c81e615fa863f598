import type { Timer } from '../../src/daemon/scheduler.js';

interface Waiting {
  readonly atMs: number;
  readonly call: () => void;
}

/** A clock that stands still until somebody moves it to the next call that is due. */
export class FakeTimer implements Timer {
  #nowMs: number;
  readonly #waiting = new Set<Waiting>();

  constructor(at: string) {
    this.#nowMs = Date.parse(at);
  }

  nowMs(): number {
    return this.#nowMs;
  }

  after(milliseconds: number, call: () => void): () => void {
    const waiting = { atMs: this.#nowMs + milliseconds, call };
    this.#waiting.add(waiting);
    return () => this.#waiting.delete(waiting);
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Moves the clock, calling what is due on the way, with time for what follows from it. */
  async advanceTo(at: string): Promise<void> {
    const untilMs = Date.parse(at);
    await settled();
    for (let next = this.#next(untilMs); next !== undefined; next = this.#next(untilMs)) await this.#call(next);
    this.#nowMs = Math.max(this.#nowMs, untilMs);
  }

  /** Sets the clock without calling anybody, as a machine that slept or an administrator does. */
  jumpTo(at: string): void {
    this.#nowMs = Date.parse(at);
  }

  #next(untilMs: number): Waiting | undefined {
    const due = [...this.#waiting].filter(({ atMs }) => atMs <= untilMs);
    return due.toSorted((one, other) => one.atMs - other.atMs)[0];
  }

  async #call(next: Waiting): Promise<void> {
    this.#waiting.delete(next);
    this.#nowMs = Math.max(this.#nowMs, next.atMs);
    next.call();
    await settled();
  }
}

/** Promises that follow at once are settled before the clock goes on. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}
