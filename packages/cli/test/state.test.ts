import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixedClock, openState } from '@metta-dd/core/runtime';
import { expect, test, vi } from 'vitest';
import { ownFolders, runCli, shipsProject, TOKEN } from './support/cli.js';
import { localDatadog } from './support/intake.js';

// Each test starts processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const KEY = 'key-4d1f8a0c52e97b36';

/** Ships that are launched, each once, as a file tells; and a source that says what is left of its quota. */
const LAUNCHED = `
import { readFileSync } from 'node:fs';
Ships.prototype.launched = function () {
  this.run.quota({ resource: 'harbor', remaining: 7, limit: 9 });
  const at = new Date(this.run.startedAt.getTime() - 60_000);
  const names = readFileSync('launched.txt', 'utf8').trim().split('\\n');
  return names.map((id) => ({ id, at, value: 1, tags: { ship: id } }));
};
label('launched', 'ships.launched');
Object.assign(Ships.prototype.launched[Symbol.for('metta-dd.metric')], { type: 'count', event: true });
`;

async function harbor() {
  const cwd = shipsProject({ 'launched.txt': 'argo\n' });
  const source = join(cwd, 'node_modules/@acme/ships/index.js');
  const code = readFileSync(source, 'utf8');
  writeFileSync(source, code.replace('export default', `${LAUNCHED}\nexport default`));
  const datadog = await localDatadog([KEY]);
  const folders = ownFolders();
  const env = { ...folders, SHIPS_TOKEN: TOKEN, DD_API_KEY: KEY, DD_URL: datadog.url };
  const push = async (at: string, mode = 'calm') => {
    datadog.clock.set(new Date(at));
    const yaml = `env: test\ncollectors: {ships: {fleets: [north], mode: ${mode}, events: true}}\n`;
    writeFileSync(join(cwd, 'metta-dd.yaml'), yaml);
    const { code: exit } = await runCli(['collect', '--push', '--at', at], { cwd, env });
    return exit;
  };
  return { cwd, datadog, push, state: folders.METTA_DD_STATE_DIR ?? '' };
}

test('a run remembers its success, the quotas it was told of, and the events it has sent', async () => {
  const { cwd, datadog, push, state } = await harbor();

  const first = await push('2026-01-31T12:00:00Z');
  appendFileSync(join(cwd, 'launched.txt'), 'nina\n');
  const second = await push('2026-01-31T12:15:00Z');
  const third = await push('2026-01-31T12:30:00Z');
  const fourth = await push('2026-01-31T12:45:00Z', 'storm');

  expect([first, second, third, fourth]).toEqual([0, 0, 0, 7]);
  const launched = datadog.series('ships.launched');
  expect(launched.map(({ tags, points }) => [tags, points.map(([, value]) => value)])).toEqual([
    [['env:test', 'fleet:north', 'ship:nina'], [1]],
  ]);
  const [age] = datadog.series('metta_dd.collector.last_success.age');
  expect(age?.points.map(([, value]) => value)).toEqual([0, 0, 0, 900]);
  const clock = fixedClock(new Date('2026-01-31T13:00:00Z'));
  const kept = await openState(state, { clock, log: { warn: (message) => expect.fail(message) } });
  expect(kept.lastSuccess('ships')).toEqual(new Date('2026-01-31T12:30:00Z'));
  expect(kept.quotas('ships')).toMatchObject([{ resource: 'harbor', remaining: 7, limit: 9 }]);
  kept.close();
});
