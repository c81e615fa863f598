/** A table of texts, printed with its columns aligned. */
export class Matrix {
  readonly #title: string;
  readonly #columns: readonly { readonly id: string; readonly head: string }[];
  readonly #rows: readonly string[];
  readonly #cells = new Map<string, string>();

  constructor(
    title: string,
    rows: readonly string[],
    columns: readonly { readonly id: string; readonly head: string }[],
  ) {
    this.#title = title;
    this.#rows = rows;
    this.#columns = columns;
  }

  set(row: string, column: string, text: string): void {
    this.#cells.set(keyOf(row, column), text);
  }

  /** A cell that was never set shows as `?`. */
  text(): string {
    const lines = [
      [this.#title, ...this.#columns.map(({ head }) => head)],
      ...this.#rows.map((row) => [row, ...this.#columns.map(({ id }) => this.#cells.get(keyOf(row, id)) ?? '?')]),
    ];
    const widths = (lines[0] ?? []).map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
    return lines
      .map((line) =>
        line
          .map((text, index) => text.padEnd(widths[index] ?? 0))
          .join('  ')
          .trimEnd(),
      )
      .join('\n');
  }
}

const keyOf = (row: string, column: string) => JSON.stringify([row, column]);
