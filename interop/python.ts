import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** The scripts read times as ISO 8601 with `Z`, which older ones do not. */
const OLDEST = '3.11';

/** Python packages of one requirements file, all of them pinned, in a folder of their own. */
export class PythonPackages {
  readonly #folder: string;
  readonly #variables: Readonly<Record<string, string>>;

  private constructor(folder: string, variables: Readonly<Record<string, string>>) {
    this.#folder = folder;
    this.#variables = variables;
  }

  /** Installs them where the cache does not have them; what uses them runs with the variables. */
  static async install(requirements: string, cacheFolder: string, variables = {}): Promise<PythonPackages> {
    const text = await readFile(requirements, 'utf8');
    const [first = ''] = text.split('\n');
    const digest = createHash('sha256').update(text).digest('hex').slice(0, 8);
    const folder = join(cacheFolder, `python-${first.replace(/\[.*\]/, '').replace('==', '-')}-${digest}`);
    if (await exists(folder)) return new PythonPackages(folder, variables);
    const unfinished = `${folder}.new`;
    await rm(unfinished, { recursive: true, force: true });
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'];
    await python([...install, '--requirement', requirements, '--target', unfinished], {});
    await rename(unfinished, folder);
    return new PythonPackages(folder, variables);
  }

  /** What Python has to be run with to find them, and with nothing else of ours. */
  get environment(): NodeJS.ProcessEnv {
    return { ...bare(), ...this.#variables, PYTHONPATH: this.#folder };
  }

  /** The JSON that a script prints for what it is asked on its input; throws with what it complains of. */
  async ask(script: string, asked: object): Promise<unknown> {
    return JSON.parse(await python([script], { env: this.environment, input: JSON.stringify(asked) }));
  }

  /** The same for a script that prints numbers by name. */
  async askNumbers(script: string, asked: object): Promise<Readonly<Record<string, number>>> {
    const entries = Object.entries(Object(await this.ask(script, asked)));
    return Object.fromEntries(entries.map(([name, number]) => [name, Number(number)]));
  }
}

/** Why no peer in Python can run here; nothing where it can. */
export async function missingPython(): Promise<string | undefined> {
  const [major, minor] = OLDEST.split('.');
  try {
    const program = `import sys, pip; print(sys.version_info >= (${major}, ${minor}), sys.version.split()[0])`;
    const [isNewEnough, found] = (await python(['-c', program], {})).trim().split(' ');
    return isNewEnough === 'True' ? undefined : `python3 is ${found}, and it takes ${OLDEST}`;
  } catch (error) {
    return `python3 with pip is missing: ${error instanceof Error ? error.message.trim() : String(error)}`;
  }
}

interface PythonOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
}

function python(args: readonly string[], { env = bare(), input = '' }: PythonOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('python3', args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
    const printed: Buffer[] = [];
    const complained: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => complained.push(chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0
        ? resolve(Buffer.concat(printed).toString())
        : reject(new Error(`python3 ${args[0]} ended with ${code}: ${Buffer.concat(complained)}`)),
    );
    child.stdin.end(input);
  });
}

function bare(): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return { PATH, HOME, PYTHONDONTWRITEBYTECODE: '1' };
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
