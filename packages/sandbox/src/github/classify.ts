/** Whether the subject of a commit calls it a hotfix. */
export function isHotfix(message: string): boolean {
  return /^\W*hotfix\b/i.test(message);
}

/** Whether a commit says, in the form of GitHub or git, that it reverts another. */
export function isRevert(message: string): boolean {
  const [subject = '', ...body] = message.split('\n');
  return subject.startsWith('Revert "') || body.some((line) => /^This reverts (?:commit|pull)/.test(line));
}
