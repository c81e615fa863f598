import type { PrometheusSample } from './prometheus.js';

/** Numbers by the values of a few labels. */
export class Counts {
  readonly #labels: readonly string[];
  readonly #counts = new Map<string, { readonly of: readonly string[]; value: number }>();

  constructor(labels: readonly string[]) {
    this.#labels = labels;
  }

  /** Nothing where the number is not known any more. */
  set(of: readonly string[], value: number | undefined): void {
    if (value === undefined) this.#counts.delete(JSON.stringify(of));
    else this.#counts.set(JSON.stringify(of), { of, value });
  }

  add(of: readonly string[], value: number): void {
    this.set(of, (this.#counts.get(JSON.stringify(of))?.value ?? 0) + value);
  }

  samples(): PrometheusSample[] {
    return [...this.#counts.values()].map(({ of, value }) => {
      return { labels: Object.fromEntries(this.#labels.map((label, index) => [label, of[index] ?? ''])), value };
    });
  }

  /** By the value of the only label. */
  totals(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#counts.values()].map(({ of, value }) => [of.join(' '), value]));
  }
}
