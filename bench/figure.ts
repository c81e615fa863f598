/** One measured number. `bar` is what it must not pass (`below`) or must reach (`above`); without one it is told only. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly bar?: { readonly kind: 'below' | 'above'; readonly value: number };
}

/** A group of figures that is measured in one go. */
export interface Bench {
  readonly name: string;
  readonly about: string;
  measure(): Promise<readonly Figure[]>;
}

/** True where the figure keeps its bar, or has none. */
export function keeps({ value, bar }: Figure): boolean {
  if (bar === undefined) return true;
  return bar.kind === 'below' ? value <= bar.value : value >= bar.value;
}

/** The middle of the sorted values, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  return (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2;
}
