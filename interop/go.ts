import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What the Go tool prints; it builds for this machine, without C. */
export async function go(cwd: string, args: readonly string[]): Promise<string> {
  const env = { ...process.env, CGO_ENABLED: '0' };
  const { stdout } = await run('go', [...args], { cwd, env, maxBuffer: 2 ** 26 });
  return stdout;
}

/** Why no peer in Go can be built here; nothing where one can. */
export async function missingGo(): Promise<string | undefined> {
  try {
    await run('go', ['version']);
    return undefined;
  } catch (error) {
    return `go is missing: ${error instanceof Error ? error.message : String(error)}`;
  }
}
