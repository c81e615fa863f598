import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { runCli, shipsProject } from './support/cli.js';
import { folderWith } from './support/folder.js';

// Each test starts processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const RECORDER = `
import { writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

const urls = [];
registerHooks({ load: (url, context, next) => { urls.push(url); return next(url, context); } });
process.on('exit', () => writeFileSync(process.env.LOADED, urls.join('\\n')));
`;

async function loadedBy(args: readonly string[]): Promise<string[]> {
  const folder = folderWith({ 'recorder.mjs': RECORDER });
  const loaded = join(folder, 'loaded.txt');
  const start = {
    cwd: shipsProject({}),
    env: { LOADED: loaded },
    nodeArgs: ['--import', join(folder, 'recorder.mjs')],
  };
  expect((await runCli(args, start)).code).toBe(0);
  return readFileSync(loaded, 'utf8').split('\n');
}

test.each([[['--help']], [['collectors', 'list']]])(
  '%s loads no schema library, no engine and no collector',
  async (args) => {
    const loaded = await loadedBy(args);

    const heavy =
      /node_modules\/(?:zod|yaml|undici|npm|@octokit)\/|core\/dist\/(?:runtime|delivery|http)\/|@acme\/ships\/index\.js/;
    expect(loaded.filter((url) => heavy.test(url))).toEqual([]);
    expect(loaded.some((url) => url.includes('/@oclif/core/'))).toBe(true);
  },
);

test('the recorder sees what a heavier command loads', async () => {
  const loaded = await loadedBy(['config', 'schema']);

  expect(loaded.some((url) => url.includes('/zod/'))).toBe(true);
});
