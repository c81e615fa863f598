import { spawn } from 'node:child_process';

/** Settings of the reader's machine must not change what is read. */
const NEUTRAL = [
  '--no-replace-objects',
  '-c',
  'log.showRoot=true',
  '-c',
  'log.showSignature=false',
  '-c',
  'diff.relative=false',
  '-c',
  'diff.algorithm=default',
  '-c',
  'diff.ignoreSubmodules=none',
];

/** Runs git in a repository and hands on its output in pieces; rejects with git's own words when it fails. */
export async function* streamGit(repository: string, args: readonly string[], input = ''): AsyncGenerator<Buffer> {
  const child = spawn('git', ['-C', repository, ...NEUTRAL, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  ended.catch(() => undefined);
  let talk = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    talk += text;
  });
  // A git that ends before it has read everything says why on its own.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  try {
    for await (const piece of child.stdout) yield Buffer.from(piece);
    const code = await ended;
    if (code !== 0) throw new Error(talk.trim() || `git ${args[0]} ended with ${code}`);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`cannot read the git repository ${repository}: ${reason}`, { cause });
  } finally {
    child.kill();
  }
}

/** The whole output of a git command as text. */
export async function git(repository: string, args: readonly string[], input = ''): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of streamGit(repository, args, input)) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

/** The output of git, cut at its NUL bytes; bytes that are no UTF-8 are read as Latin-1, so that names stay distinct. */
export async function* gitTokens(repository: string, args: readonly string[], input = ''): AsyncGenerator<string> {
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const decode = (bytes: Buffer) => {
    try {
      return utf8.decode(bytes);
    } catch {
      return bytes.toString('latin1');
    }
  };
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of streamGit(repository, args, input)) {
    rest = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    let start = 0;
    for (let end = rest.indexOf(0); end !== -1; end = rest.indexOf(0, start)) {
      yield decode(rest.subarray(start, end));
      start = end + 1;
    }
    rest = rest.subarray(start);
  }
  if (rest.length > 0) yield decode(rest);
}
