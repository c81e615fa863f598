import type { FileChange } from '../world.js';
import type { MessageFacts } from './sample-line.js';

/** A message of our own for a commit of which only facts are known; it keeps what the rules of the metrics look at. */
export function sampleMessage(
  files: readonly FileChange[],
  facts: MessageFacts & { readonly pull?: number; readonly revertedSubject?: string },
): string {
  const number = facts.pull === undefined ? '' : ` (#${facts.pull})`;
  const body = [
    ...(facts.revert?.includes('body') ? [`This reverts commit ${facts.reverted}.`] : []),
    ...(facts.mentions === undefined ? [] : [`In passing it names these words: ${facts.mentions.join(', ')}.`]),
  ];
  return [subject(files, facts) + number, ...(body.length > 0 ? ['', ...body] : [])].join('\n');
}

function subject(files: readonly FileChange[], facts: MessageFacts & { readonly revertedSubject?: string }): string {
  if (facts.revert?.includes('title')) return `Revert "${facts.revertedSubject ?? described(files)}"`;
  if (facts.revert?.includes('word')) return `Revert ${phrase(files)}`;
  return facts.hotfix ? `hotfix: ${phrase(files)}` : described(files);
}

function described(files: readonly FileChange[]): string {
  const scope = topFolder(files);
  return `${kind(files)}${scope === undefined ? '' : `(${scope})`}: ${phrase(files)}`;
}

function kind(files: readonly FileChange[]): string {
  const every = (pattern: RegExp) => files.length > 0 && files.every(({ path }) => pattern.test(path));
  if (every(/^\.github\//)) return 'ci';
  if (every(/\.(?:md|rst|txt)$/)) return 'docs';
  if (every(/(?:^|\/)tests?\/|[._]test\.|(?:^|\/)test_/)) return 'test';
  if (every(/(?:\.lock|\.toml|\.cfg|(?:^|\/)package\.json|Dockerfile.*)$/)) return 'build';
  const sum = (count: (file: FileChange) => number) => files.reduce((total, file) => total + count(file), 0);
  const [added, deleted] = [sum((file) => file.added), sum((file) => file.deleted)];
  if (files.some(({ from }) => from !== undefined) || deleted > added) return 'refactor';
  return added > 40 + 2 * deleted ? 'feat' : 'fix';
}

function topFolder(files: readonly FileChange[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { path } of files) {
    const folders = path.split('/').slice(0, -1);
    const folder = folders[0] === 'packages' ? folders[1] : folders[0];
    if (folder !== undefined) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  const [first] = [...counts].sort(([, a], [, b]) => b - a);
  return first?.[0].replace(/^\./, '');
}

/** Names the file with the most changed lines, and how many go with it. */
function phrase(files: readonly FileChange[]): string {
  const [first, ...others] = files.toSorted((a, b) => b.added + b.deleted - (a.added + a.deleted));
  if (first === undefined) return 'record an empty change';
  const verb =
    first.deleted === 0 ? 'add' : first.added === 0 ? 'remove' : first.from === undefined ? 'update' : 'move';
  const what =
    first.path
      .split('/')
      .at(-1)
      ?.replace(/\.\w+$/, '')
      .replaceAll(/[_-]+/g, ' ')
      .trim() || first.path;
  if (others.length === 0) return `${verb} ${what}`;
  return `${verb} ${what} and ${others.length} other ${others.length === 1 ? 'file' : 'files'}`;
}
