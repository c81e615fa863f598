import type { FileChange } from '../world.js';
import { gitTokens } from './git.js';

/** One commit as git tells it; seconds since the epoch. */
export interface LoggedCommit {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly authorName: string;
  readonly authorEmail: string;
  readonly authoredAt: number;
  readonly committedAt: number;
  readonly message: string;
  readonly files: FileChange[];
}

const MARK = '\u0001';
const FIELDS = ['%H', '%P', '%aN', '%aE', '%at', '%ct', '%B'];
const STATISTICS = ['-z', '--numstat', '-M', '--diff-merges=first-parent'];
const PLAIN = ['--encoding=UTF-8', '--use-mailmap', '--no-ext-diff', '--no-textconv', '--no-color'];
const STATISTIC = /^(\d+|-)\t(\d+|-)\t(.*)$/s;

/** All ancestors of a revision, parents first, with line counts as GitHub has them: merges against the first parent. */
export async function* gitLog(repository: string, revision: string): AsyncGenerator<LoggedCommit> {
  yield* log(repository, ['--topo-order', '--reverse', revision, '--']);
}

/** The named commits alone, without their ancestors. */
export async function* gitCommits(repository: string, shas: readonly string[]): AsyncGenerator<LoggedCommit> {
  if (shas.length > 0) yield* log(repository, ['--no-walk=unsorted', '--stdin'], `${shas.join('\n')}\n`);
}

async function* log(repository: string, selection: readonly string[], input = ''): AsyncGenerator<LoggedCommit> {
  const format = `--format=%x01${FIELDS.join('%x00')}%x00`;
  const tokens = gitTokens(repository, ['log', ...STATISTICS, ...PLAIN, format, ...selection], input);
  let current: LoggedCommit | undefined;
  for await (const token of tokens) {
    if (token.startsWith(MARK)) {
      if (current !== undefined) yield current;
      current = await header(token.slice(1), tokens);
      continue;
    }
    // A commit with changes is parted from them by an empty field and a line feed.
    const line = token.startsWith('\n') ? token.slice(1) : token;
    if (line === '') continue;
    if (current === undefined) throw new Error(`cannot read git's log of ${repository}: it starts with ${quote(line)}`);
    current.files.push(await change(line, tokens));
  }
  if (current !== undefined) yield current;
}

async function header(sha: string, tokens: AsyncGenerator<string>): Promise<LoggedCommit> {
  const fields: string[] = [];
  while (fields.length < FIELDS.length - 1) fields.push(await next(tokens));
  const [parents = '', authorName = '', authorEmail = '', authored, committed, message = ''] = fields;
  return {
    sha,
    parents: parents.split(' ').filter((parent) => parent !== ''),
    authorName,
    authorEmail,
    authoredAt: Number(authored),
    committedAt: Number(committed),
    message: message.trimEnd(),
    files: [],
  };
}

async function change(line: string, tokens: AsyncGenerator<string>): Promise<FileChange> {
  const [, added, deleted, path] = STATISTIC.exec(line) ?? [];
  if (added === undefined || deleted === undefined || path === undefined) {
    throw new Error(`cannot read git's log: ${quote(line)} is no line count`);
  }
  // Binary files have no lines: git writes a hyphen.
  const counts = { added: added === '-' ? 0 : Number(added), deleted: deleted === '-' ? 0 : Number(deleted) };
  if (path !== '') return { path, ...counts };
  const from = await next(tokens);
  return { path: await next(tokens), ...counts, from };
}

async function next(tokens: AsyncGenerator<string>): Promise<string> {
  const { value, done } = await tokens.next();
  if (done === true) throw new Error("cannot read git's log: it ends within a commit");
  return value;
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}
