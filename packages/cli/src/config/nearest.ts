import { closest, distance } from 'fastest-levenshtein';

/** The name that was probably meant: at most a third of its letters differ. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const best = closest(
    name.toLowerCase(),
    known.map((candidate) => candidate.toLowerCase()),
  );
  const original = known.find((candidate) => candidate.toLowerCase() === best);
  return distance(name.toLowerCase(), best) <= Math.max(2, Math.floor(best.length / 3)) ? original : undefined;
}

/** `did you mean "repos"?`, where something is near. */
export function didYouMean(name: string, known: readonly string[]): string | undefined {
  const meant = nearest(name, known);
  return meant === undefined ? undefined : `did you mean "${meant}"?`;
}
