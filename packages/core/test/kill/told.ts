/** One line of the worker to the judge. */
export type Told =
  /** Ids of points that are on the disk, name and all. */
  | { readonly safe: readonly string[] }
  | { readonly settled: readonly string[]; readonly outcome: string }
  /** The last line of a worker that was not killed. */
  | { readonly kept: number };
