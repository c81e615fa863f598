import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const built = new URL('../../dist/runtime/watchdog.js', import.meta.url).href;

const ended = (then: string) => {
  const program = `
    import { startWatchdog } from ${JSON.stringify(built)};
    const words = { stdout: 'first', stderr: '' };
    const dog = startWatchdog(9);
    const ended = dog.watch({ afterMs: 100, words: { stdout: 'ended', stderr: '' } });
    const watch = dog.watch({ afterMs: 200, words });
    ended.release();
    watch.update({ stdout: '{"newest":true}', stderr: 'the deadline passed' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    ${then}`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
};

const last = { status: 9, stdout: '{"newest":true}', stderr: 'the deadline passed' };

test.each([
  ['an endless loop', 'for (;;);'],
  ['a regular expression that never ends', '/^(a+)+$/.test("a".repeat(60) + "b");'],
  ['a promise that is never settled', 'setTimeout(() => {}, 60_000); await new Promise(() => {});'],
])('ends a process that hangs in %s, with the newest of its last words', (_what, then) => {
  const end = ended(then);

  expect(end).toEqual(last);
});

test('lets a process go that ends in time', () => {
  const end = ended(`watch.release(); watch.update(words);
    await new Promise((resolve) => setTimeout(resolve, 300)); await dog.stop(); console.log("done");`);

  expect(end).toEqual({ status: 0, stdout: 'done\n', stderr: '' });
});
