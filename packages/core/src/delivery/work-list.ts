/** Hands out what is put in, in order, and ends when it is closed and empty. */
export class WorkList<Item> {
  readonly #items: Item[] = [];
  #waiting: (() => void)[] = [];
  #closed = false;

  get size(): number {
    return this.#items.length;
  }

  add(item: Item): void {
    this.#items.push(item);
    this.#wake();
  }

  close(): void {
    this.#closed = true;
    this.#wake();
  }

  async next(): Promise<Item | undefined> {
    while (this.#items.length === 0 && !this.#closed) await this.#change();
    const item = this.#items.shift();
    this.#wake();
    return item;
  }

  /** Resolves once fewer than `limit` items wait, or `unless` says that nobody takes them. */
  async room(limit: number, unless: () => boolean): Promise<void> {
    while (this.#items.length >= limit && !unless()) await this.#change();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }
}
