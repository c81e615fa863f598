import type { Ask } from './ask.js';
import { SecretError } from './failure.js';
import type { Stored } from './value.js';

/** What was read of one service in one region; an outage is met once and told with one error to all who ask. */
export class Shelf {
  readonly #ask: Ask;
  readonly #known = new Map<string, Promise<Stored>>();
  readonly #refreshing = new Map<string, Promise<Stored>>();
  #first: Promise<SecretError | undefined> | undefined;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  read(id: string, fresh: boolean): Promise<Stored> {
    if (fresh) return this.#refresh(id);
    const known = this.#known.get(id) ?? this.#readAfterFirst(id);
    this.#known.set(id, known);
    return known;
  }

  // The others wait for the first answer, so that a service nobody reaches is not asked by each of them.
  async #readAfterFirst(id: string): Promise<Stored> {
    if (this.#first === undefined) {
      const answer = this.#ask(id);
      this.#first = answer.then(noOutage, outageOf);
      return answer;
    }
    const outage = await this.#first;
    if (outage !== undefined) throw outage;
    return this.#ask(id);
  }

  #refresh(id: string): Promise<Stored> {
    const running = this.#refreshing.get(id);
    if (running !== undefined) return running;
    const answer = this.#ask(id);
    const settled = answer.finally(() => this.#refreshing.delete(id));
    this.#refreshing.set(id, settled);
    this.#known.set(id, settled);
    this.#first = settled.then(noOutage, outageOf);
    return settled;
  }
}

function noOutage(): undefined {
  return undefined;
}

function outageOf(error: unknown): SecretError | undefined {
  return error instanceof SecretError && error.code === 'SECRET_PROVIDER_UNAVAILABLE' ? error : undefined;
}
