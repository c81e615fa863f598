/** What is known of a commit on the default branch, with the pull request that brought it. */
export interface Change {
  /** Subject line, and of the body the lines that speak of a revert. */
  readonly message: string;
  readonly pull?: { readonly headRefName: string; readonly labels: readonly string[]; readonly body: string };
}

export interface ChangeRules {
  readonly revertLabels: readonly string[];
  readonly hotfixLabels: readonly string[];
  readonly looseReverts: boolean;
}

/** A certain revert, one that counts only if the named commit had reached the default branch, or none. */
export type RevertVerdict = { readonly certain: boolean } | { readonly ifShipped: readonly string[] };

const QUOTED_SUBJECT = /^Revert "/;
const CONVENTIONAL_SUBJECT = /^revert(\([^)]*\))?!?:/i;
const LOOSE_SUBJECT = /^reverts?\b/i;
const COMMIT_LINE = /^This reverts commit ([0-9a-f]{7,40})\b/;
const PULL_LINE = /^This reverts pull\b/;
const REFERENCE_LINE = /^Reverts (?:[\w.-]+\/[\w.-]+)?#(\d+)/;
const REVERT_BUTTON_BRANCH = /^revert-\d+-/;
const HOTFIX_SUBJECT = /^\W*hotfix\b/i;
const HOTFIX_BRANCH = /^hotfix[/-]/i;

/** Structural rules only: a body that merely mentions the word is no revert, and `Reapply "` undoes one. */
export function revertVerdict({ message, pull }: Change, rules: ChangeRules): RevertVerdict {
  const [subject = '', ...body] = message.split('\n');
  const lines = [...body, ...(pull?.body.split('\n') ?? [])];
  const certain =
    QUOTED_SUBJECT.test(subject) ||
    CONVENTIONAL_SUBJECT.test(subject) ||
    (rules.looseReverts && LOOSE_SUBJECT.test(subject)) ||
    lines.some((line) => PULL_LINE.test(line) || REFERENCE_LINE.test(line)) ||
    (pull !== undefined && (REVERT_BUTTON_BRANCH.test(pull.headRefName) || sharesAny(pull.labels, rules.revertLabels)));
  if (certain) return { certain };
  // In the body of a squash the line may tell of an undo within the branch itself.
  const shas = lines.flatMap((line) => COMMIT_LINE.exec(line)?.[1] ?? []);
  return shas.length === 0 ? { certain } : { ifShipped: shas };
}

/** A hotfix by label, head branch or prefix of the subject, never by a substring. */
export function isHotfix({ message, pull }: Change, { hotfixLabels }: ChangeRules): boolean {
  return (
    HOTFIX_SUBJECT.test(message.split('\n', 1)[0] ?? '') ||
    (pull !== undefined && (HOTFIX_BRANCH.test(pull.headRefName) || sharesAny(pull.labels, hotfixLabels)))
  );
}

/** What a revert says it undoes: the sha, the number of a pull request, the quoted subject. */
export function revertedBy({ message, pull }: Change): {
  readonly shas: readonly string[];
  readonly pulls: readonly number[];
  readonly subject?: string;
} {
  const lines = [...message.split('\n'), ...(pull?.body.split('\n') ?? [])];
  const branch = /^revert-(\d+)-/.exec(pull?.headRefName ?? '')?.[1];
  const numbers = [...lines.flatMap((line) => REFERENCE_LINE.exec(line)?.[1] ?? []), ...(branch ? [branch] : [])];
  const subject = /^Revert "(.*)"/.exec(message)?.[1];
  return {
    shas: lines.flatMap((line) => COMMIT_LINE.exec(line)?.[1] ?? []),
    pulls: numbers.map(Number),
    ...(subject !== undefined && { subject }),
  };
}

/** Keeps of a commit message its subject and the lines that the rules read; of a shortened one, all. */
export function condenseMessage(message: string): string {
  const [subject = '', ...body] = message.split('\n');
  return [subject.trimEnd(), ...revertLines(body)].join('\n');
}

/** Keeps of the body of a pull request the lines that the rules read. */
export function condenseBody(body: string): string {
  return revertLines(body.split('\n')).join('\n');
}

function revertLines(lines: readonly string[]): readonly string[] {
  const trimmed = lines.map((line) => line.trim());
  return trimmed.filter((line) => COMMIT_LINE.test(line) || PULL_LINE.test(line) || REFERENCE_LINE.test(line));
}

function sharesAny(labels: readonly string[], wanted: readonly string[]): boolean {
  return labels.some((label) => wanted.some((other) => other.toLowerCase() === label.toLowerCase()));
}
