import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  createSender,
  dropSpool,
  listSpool,
  openSpool,
  type SpoolProcess,
  spoolStatus,
  verifySpool,
} from '../../src/delivery/index.js';
import type { SpoolFiles } from '../../src/delivery/spool/spool-files.js';
import { FallibleFiles } from './fallible-files.js';
import { gauge, gauges, manualClock, NOW, observation, rig } from './rig.js';
import { ACCEPTED, scriptedIntake } from './scripted-intake.js';

const DOWN = { status: 503 };
const atNow = () => new Date(NOW * 1000);
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'metta-dd-spool-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** A process with a number of its own; those in `running` are alive. */
const processOf = (pid: number, running: readonly number[] = [pid], host = 'here'): SpoolProcess => ({
  pid,
  host,
  isRunning: (other) => running.includes(other),
  nowMs: () => 1_000_000,
});

function senderOf(url: string, process: SpoolProcess, files?: SpoolFiles) {
  const spool = openSpool({ folder, process, ...(files !== undefined && { files }) });
  const { options, warnings } = rig(url, { budgetMs: 0, spool });
  return { sender: createSender(options), warnings };
}

const segments = async () => (await readdir(join(folder, 'datadoghq.com'))).filter((name) => !name.endsWith('.lease'));
const segmentPath = async () => join(folder, 'datadoghq.com', (await segments())[0] ?? '');

test('keeps on disk what the intake does not take and delivers it in the next process', async () => {
  let isUp = false;
  await using intake = await scriptedIntake({ date: atNow, answer: () => (isUp ? ACCEPTED : DOWN) });

  const [first] = await senderOf(intake.url, processOf(1)).sender.deliver(gauges(3));
  const waiting = await segments();
  isUp = true;
  const [second] = await senderOf(intake.url, processOf(2)).sender.deliver([]);

  expect(first).toMatchObject({ accepted: 0, kept: 3 });
  expect(waiting.length).toBe(1);
  expect(second).toMatchObject({ accepted: 3, kept: 0 });
  expect(await segments()).toEqual([]);
});

test('writes neither key nor intake into the spool', async () => {
  await using intake = await scriptedIntake({ date: atNow, answer: () => DOWN });

  await senderOf(intake.url, processOf(1)).sender.deliver(gauges(1));

  const text = await readFile(await segmentPath(), 'utf8');
  expect(text).not.toContain('key-1');
  expect(text).not.toContain('127.0.0.1');
});

test.each([
  ['a process of this host that runs', processOf(2, [1, 2]), true],
  ['a process of another host whose lease holds', processOf(2, [2], 'elsewhere'), true],
  ['a process of this host that ended', processOf(2, [2]), false],
  ['a lease that ran out', { ...processOf(2, [1, 2]), nowMs: () => 2_000_000 }, false],
])('judges %s', async (_, process, isAlive) => {
  let isUp = false;
  await using intake = await scriptedIntake({ date: atNow, answer: () => (isUp ? ACCEPTED : DOWN) });
  await senderOf(intake.url, processOf(1)).sender.deliver(gauges(3));
  isUp = true;

  const { sender, warnings } = senderOf(intake.url, process);
  const [report] = await sender.deliver([]);

  expect(report?.accepted).toBe(isAlive ? 0 : 3);
  expect(warnings.map(({ message }) => message)).toEqual(
    isAlive ? ['segments are left to the process that wrote them'] : [],
  );
});

test('hands its segments over when it is closed', async () => {
  let isUp = false;
  await using intake = await scriptedIntake({ date: atNow, answer: () => (isUp ? ACCEPTED : DOWN) });
  const { sender } = senderOf(intake.url, processOf(1, [1, 2]));
  await sender.deliver(gauges(3));
  await sender.close();
  isUp = true;

  const [report] = await senderOf(intake.url, processOf(2, [1, 2])).sender.deliver([]);

  expect(report?.accepted).toBe(3);
});

test('salvages what a damaged segment still holds, keeps the rest for inspection and says so', async () => {
  let isUp = false;
  await using intake = await scriptedIntake({ date: atNow, answer: () => (isUp ? ACCEPTED : DOWN) });
  await senderOf(intake.url, processOf(1)).sender.deliver(gauges(5));
  const path = await segmentPath();
  await writeFile(path, (await readFile(path, 'utf8')).replace('index:2', 'index:9'));
  isUp = true;

  const { sender, warnings } = senderOf(intake.url, processOf(2));
  const [report] = await sender.deliver([]);

  expect(report).toMatchObject({ accepted: 4, rejected: 1 });
  expect(report?.reasons.map(({ reason }) => reason)).toEqual(['damaged in the spool']);
  expect(warnings).toEqual([
    {
      message: 'a damaged segment of the spool goes to quarantine',
      fields: {
        destination: 'datadoghq.com',
        salvaged: 4,
        damaged: 1,
        lostPoints: 1,
        folder: join(folder, 'datadoghq.com'),
      },
    },
  ]);
  expect(await segments()).toEqual(['quarantine']);
  expect((await spoolStatus({ folder, process: processOf(3) }))[0]?.quarantined).toBe(1);
});

test('leaves a segment of a newer version alone and says so', async () => {
  await using intake = await scriptedIntake({ date: atNow, answer: (_, index) => (index === 0 ? DOWN : ACCEPTED) });
  await senderOf(intake.url, processOf(1)).sender.deliver(gauges(1));
  const path = await segmentPath();
  const newer = (await readFile(path, 'utf8')).replace('metta-dd-spool\t1', 'metta-dd-spool\t2');
  await writeFile(path, newer);

  const { sender, warnings } = senderOf(intake.url, processOf(2));
  const [report] = await sender.deliver(gauges(2));

  expect(report).toMatchObject({ accepted: 2, kept: 0 });
  expect(await readFile(path, 'utf8')).toBe(newer);
  expect(warnings.map(({ message }) => message)).toEqual(['a segment of a newer version of metta-dd is left alone']);
});

test.each(['full', 'read-only'] as const)('delivers from memory when the disk is %s, and says so', async (fault) => {
  await using intake = await scriptedIntake({ date: atNow });
  const files = new FallibleFiles();
  files.fault = fault;

  const { sender, warnings } = senderOf(intake.url, processOf(1), files);
  const [report] = await sender.deliver([...gauges(3), observation('1')]);

  expect(report).toMatchObject({ accepted: 4, kept: 0 });
  expect(warnings.map(({ message }) => message)).toContain('cannot write the spool: points are held in memory');
});

test('makes the folder again when it has vanished, and says what went with it', async () => {
  await using intake = await scriptedIntake({ date: atNow, answer: (_, index) => (index === 0 ? DOWN : ACCEPTED) });
  const { sender, warnings } = senderOf(intake.url, processOf(1));
  await sender.deliver(gauges(2));
  await rm(folder, { recursive: true });

  const [report] = await sender.deliver([gauge('test.later')]);

  expect(report).toMatchObject({ accepted: 1, kept: 0 });
  expect(warnings.map(({ message }) => message)).toEqual([
    'a segment vanished from the spool: another process took it, or it was removed',
  ]);
});

test('holds points in memory when the folder cannot be made', async () => {
  await using intake = await scriptedIntake({ date: atNow });
  await writeFile(join(folder, 'datadoghq.com'), 'a file in the way');

  const { sender, warnings } = senderOf(intake.url, processOf(1));
  const [report] = await sender.deliver(gauges(2));

  expect(report).toMatchObject({ accepted: 2, kept: 0 });
  expect(warnings.length).toBeGreaterThan(0);
});

test('counts a distribution in doubt whose process ended before the answer', async () => {
  let isUp = false;
  await using intake = await scriptedIntake({ date: atNow, answer: () => (isUp ? ACCEPTED : DOWN) });
  await senderOf(intake.url, processOf(1)).sender.deliver([observation('1')]);
  const path = await segmentPath();
  await rename(path, `${path}.attempted`);
  isUp = true;

  const [report] = await senderOf(intake.url, processOf(2)).sender.deliver([]);

  expect(report).toMatchObject({ accepted: 0, inDoubt: 1 });
  expect(await segments()).toEqual([]);
});

test('lists, verifies and drops what waits', async () => {
  await using intake = await scriptedIntake({ date: atNow, answer: () => DOWN });
  const { sender } = senderOf(intake.url, processOf(1));
  await sender.deliver(gauges(2, { points: [[NOW - 1800, 1]] }));
  await sender.deliver(gauges(3));
  const spool = { folder, process: processOf(2) };

  const listed = await listSpool(spool);
  const status = await spoolStatus(spool);
  const verified = await verifySpool(spool);
  const dropped = await dropSpool(spool, new Date((NOW - 900) * 1000));
  const left = await spoolStatus(spool);

  expect(listed.map(({ points, state, newest }) => ({ points, state, newest }))).toEqual([
    { points: 3, state: 'sound', newest: new Date(NOW * 1000) },
    { points: 2, state: 'sound', newest: new Date((NOW - 1800) * 1000) },
  ]);
  expect(status).toMatchObject([{ destination: 'datadoghq.com', segments: 2, points: 5, newer: 0, quarantined: 0 }]);
  expect(status[0]?.oldest).toEqual(new Date((NOW - 1800) * 1000));
  expect(verified.map(({ state, sound }) => [state, sound])).toEqual(
    expect.arrayContaining([
      ['sound', 3],
      ['sound', 2],
    ]),
  );
  expect(dropped).toEqual({ segments: 1, points: 2, skipped: 0 });
  expect(left).toMatchObject([{ segments: 1, points: 3 }]);
});

test('drops nothing that a running process answers for', async () => {
  await using intake = await scriptedIntake({ date: atNow, answer: () => DOWN });
  await senderOf(intake.url, processOf(1)).sender.deliver(gauges(2));

  const dropped = await dropSpool({ folder, process: processOf(2, [1, 2]) }, new Date((NOW + 1) * 1000));

  expect(dropped).toEqual({ segments: 0, points: 0, skipped: 1 });
});

test('says of a spool that is not there that nothing waits', async () => {
  const spool = { folder: join(folder, 'none'), process: processOf(1) };

  expect(await spoolStatus(spool)).toEqual([]);
  expect(await verifySpool(spool)).toEqual([]);
});

test('passes over what is no spool', async () => {
  await mkdir(join(folder, '%E0'));
  await writeFile(join(folder, 'note.txt'), 'mine');

  const status = await spoolStatus({ folder, process: processOf(1) });

  expect(status).toEqual([]);
});

test('sends the newest slot first after an outage', async () => {
  let isUp = false;
  const clock = manualClock();
  await using intake = await scriptedIntake({ date: () => clock.now(), answer: () => (isUp ? ACCEPTED : DOWN) });
  for (const [index, age] of [2700, 900, 1800].entries())
    await senderOf(intake.url, processOf(index + 1)).sender.deliver([
      gauge(`test.age_${age}`, { points: [[NOW - age, 1]] }),
    ]);
  isUp = true;
  const spool = openSpool({ folder, process: processOf(9) });

  const [report] = await createSender(rig(intake.url, { spool, concurrency: 1 }).options).deliver([gauge('test.now')]);

  expect(report).toMatchObject({ accepted: 4 });
  expect(intake.requests.slice(-4).map(({ series }) => series[0]?.metric)).toEqual([
    'test.now',
    'test.age_900',
    'test.age_1800',
    'test.age_2700',
  ]);
});
