/**
 * One result, or one failure, for everybody: what is derived from a dataset fails with the very error of the dataset,
 * so that a report tells of it once.
 */
export function shared<T>(derive: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= derive();
    return result;
  };
}
