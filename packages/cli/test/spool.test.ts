import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { ownFolders, runCli, type Start, shipsInMode, TOKEN } from './support/cli.js';
import { answering, localDatadog } from './support/intake.js';

// Each test starts processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const KEY = 'key-4d1f8a0c52e97b36';

/** A project with points that a refusing intake left on disk. */
async function withSpool() {
  const folders = ownFolders();
  const url = await answering(403, '{"errors":["Forbidden"]}');
  const start = shipsInMode('calm');
  const env = { ...start.env, ...folders, DD_API_KEY: KEY, DD_URL: url };
  const kept: Start = { ...start, env };
  expect((await runCli(['collect', '--push'], kept)).code).toBe(6);
  const folder = join(folders.METTA_DD_STATE_DIR ?? '', 'spool', encodeURIComponent(new URL(url).host));
  return { kept, env, folder, destination: new URL(url).host };
}

async function json(args: readonly string[], start: Start) {
  const { code, stdout } = await runCli([...args, '--json'], start);
  const { result, errors, warnings } = JSON.parse(stdout);
  return { code, result, errors, warnings };
}

test('shows how much waits, and what', async () => {
  const { kept, destination } = await withSpool();

  const status = await json(['spool', 'status'], kept);
  const list = await json(['spool', 'list'], kept);
  const [segment] = list.result.segments;
  const inspected = await json(['spool', 'inspect', segment.name], kept);
  const again = await json(['spool', 'list'], kept);

  const points = status.result.destinations[0].points;
  expect([status.code, list.code, inspected.code]).toEqual([0, 0, 0]);
  expect(status.result.destinations).toMatchObject([{ destination, segments: 1, newer: 0, quarantined: 0 }]);
  expect(segment).toMatchObject({ destination, kind: 'series', state: 'sound', attempted: false, points });
  expect(inspected.result).toMatchObject({ kind: 'series', state: 'sound', lostPoints: 0 });
  expect(inspected.result.series).toHaveLength(points);
  expect(inspected.result.series.find(({ metric }: { metric: string }) => metric === 'ships.afloat')).toEqual({
    metric: 'ships.afloat',
    tags: ['env:test', 'fleet:north'],
    points: [[expect.any(Number), 3]],
    events: 0,
  });
  expect(again.result).toEqual(list.result);
});

test('sends what waits on flush, and says whose destination is not configured', async () => {
  const { kept, env, destination } = await withSpool();
  const datadog = await localDatadog([KEY]);

  const refused = await json(['spool', 'flush'], kept);
  const elsewhere = await json(['spool', 'flush'], { ...kept, env: { ...env, DD_URL: datadog.url } });
  const named = { name: destination, url: datadog.url, apiKey: KEY };
  const yaml = JSON.stringify({ env: 'test', datadog: { destinations: [named] } });
  writeFileSync(join(kept.cwd ?? '', 'metta-dd.yaml'), yaml);
  const config = ['--config', 'metta-dd.yaml'];
  const sent = await json(['spool', 'flush', ...config], { ...kept, env: { ...env, DD_URL: datadog.url } });
  const after = await json(['spool', 'status'], kept);

  expect([refused.code, elsewhere.code, sent.code]).toEqual([6, 0, 0]);
  expect(refused.errors).toMatchObject([{ code: 'INTAKE_REFUSED_KEY' }]);
  expect(elsewhere.warnings).toMatchObject([{ code: 'SPOOL_WITHOUT_DESTINATION' }]);
  expect(sent.result.delivery[1].accepted).toBe(refused.result.delivery[0].kept);
  expect(after.result.destinations).toEqual([]);
  expect(datadog.series('ships.afloat')).toHaveLength(2);
});

test('drops only what is older, and only on a clear word', async () => {
  const { kept } = await withSpool();

  const young = await json(['spool', 'drop', '--older-than', '1h', '--yes'], kept);
  const dry = await json(['spool', 'drop', '--older-than', '1ms', '--dry-run'], kept);
  const unasked = await json(['spool', 'drop', '--older-than', '1ms'], kept);
  const gone = await json(['spool', 'drop', '--older-than', '1ms', '--yes'], kept);
  const wrong = await json(['spool', 'drop', '--older-than', '1'], kept);
  const status = await json(['spool', 'status'], kept);

  const points = dry.result.points;
  expect([young.code, dry.code, unasked.code, gone.code, wrong.code]).toEqual([0, 0, 2, 0, 2]);
  expect(young.result).toMatchObject({ segments: 0, points: 0 });
  expect(dry.result).toMatchObject({ dryRun: true, segments: 1 });
  expect(unasked.errors).toMatchObject([{ code: 'USAGE', hint: 'add --yes' }]);
  expect(gone.result).toMatchObject({ dryRun: false, segments: 1, points });
  expect(status.result.destinations).toEqual([]);
});

test('tells a damaged segment from sound ones', async () => {
  const { kept, folder } = await withSpool();
  const sound = await json(['spool', 'verify'], kept);
  const [name = ''] = readdirSync(folder).filter((file) => file.endsWith('.series'));
  const file = join(folder, name);
  writeFileSync(file, readFileSync(file, 'latin1').replace('ships.afloat', 'ships.aflout'), 'latin1');

  const damaged = await json(['spool', 'verify'], kept);
  const inspected = await json(['spool', 'inspect', file], kept);

  expect([sound.code, damaged.code]).toEqual([0, 5]);
  expect(damaged.result.segments).toMatchObject([{ name, state: 'damaged', damaged: 1 }]);
  expect(damaged.errors).toMatchObject([{ code: 'SPOOL_DAMAGED' }]);
  expect(inspected.result).toMatchObject({ state: 'damaged', lostPoints: 1 });
});

test('says that nothing waits, and what is no segment', async () => {
  const start = { ...shipsInMode('calm'), env: ownFolders() };
  writeFileSync(join(start.cwd ?? '', 'other.txt'), TOKEN);

  const status = await runCli(['spool', 'status'], start);
  const missing = await json(['spool', 'inspect', 'nothing.series'], start);
  const other = await json(['spool', 'inspect', 'other.txt'], start);

  expect([status.code, status.stdout]).toEqual([0, 'nothing waits\n']);
  expect([missing, other]).toMatchObject([
    { code: 2, errors: [{ code: 'USAGE', message: 'no segment "nothing.series" waits, and it is no file' }] },
    { code: 2, errors: [{ code: 'USAGE' }] },
  ]);
});
