import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fixedClock } from './clock.js';
import { memoryState, openState } from './state.js';
import { STATE_VERSION } from './state-schema.js';

const AT = new Date('2025-10-23T18:20:00.000Z');
const HOUR = 3_600_000;
const later = (hours: number) => new Date(AT.getTime() + hours * HOUR);

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'metta-dd-state-'));
});

afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
});

async function opened(now = AT) {
  const warnings: { message: string; fields: unknown }[] = [];
  const log = { warn: (message: string, fields: unknown = {}) => void warnings.push({ message, fields }) };
  const state = await openState(folder, { clock: fixedClock(now), log });
  return { state, warnings };
}

const path = () => join(folder, 'state.sqlite');

describe('the cache', () => {
  test('hands the next run what this one stored, large or small', async () => {
    const large = Array.from({ length: 20_000 }, (_, id) => ({ id, conclusion: 'success', at: AT.toISOString() }));
    const first = await opened();
    await first.state.cache('github').set('large', large);
    await first.state.cache('github').set('small', { etag: 'W/"1"', none: null });
    first.state.close();

    const { state, warnings } = await opened();
    const cache = state.cache('github');
    const values = [await cache.get('large'), await cache.get('small'), await state.cache('ec2').get('small')];
    state.close();

    expect([values, warnings]).toEqual([[large, { etag: 'W/"1"', none: null }, undefined], []]);
    expect(statSync(path()).size).toBeLessThan(300_000);
  });

  test('replaces and deletes', async () => {
    const state = await memoryState();
    const cache = state.cache('github');
    await cache.set('a', 1);
    await cache.set('b', 1);

    await cache.set('a', 2);
    await cache.set('b', undefined);

    expect([await cache.get('a'), await cache.get('b')]).toEqual([2, undefined]);
  });

  test('drops the least recently used of what is too much, and what is too old', async () => {
    let now = AT;
    const clock = { now: () => now, elapsedMs: () => 0 };
    const state = await memoryState({ clock, limits: { maxBytes: 30, maxAgeMs: 10 * HOUR } });
    const caches = { github: state.cache('github'), ec2: state.cache('ec2') };
    const ten = 'x'.repeat(8);
    await caches.github.set('old', ten);
    now = later(6);
    for (const key of ['a', 'b', 'c']) await caches.github.set(key, ten);
    await caches.ec2.set('a', ten);
    now = later(8);
    await caches.github.get('a');
    now = later(11);
    await caches.github.set('d', ten);

    state.prune();

    const keys = ['old', 'a', 'b', 'c', 'd'];
    const kept = await Promise.all(keys.map(async (key) => [key, (await caches.github.get(key)) !== undefined]));
    expect(kept).toEqual([
      ['old', false],
      ['a', true],
      ['b', false],
      ['c', true],
      ['d', true],
    ]);
    expect(await caches.ec2.get('a')).toEqual(ten);
  });

  test('holds nothing larger than all it may hold', async () => {
    const state = await memoryState({ limits: { maxBytes: 5, maxAgeMs: HOUR } });

    await state.cache('github').set('a', 'too long');

    expect(await state.cache('github').get('a')).toEqual(undefined);
  });

  test('takes a value whose bytes are damaged for none', async () => {
    const { state } = await opened();
    await state.cache('github').set('a', 'value');
    const database = new DatabaseSync(path());
    database.exec(`UPDATE cache SET value = x'7b', compressed = 1`);
    database.close();

    const value = await state.cache('github').get('a');
    state.close();

    expect(value).toEqual(undefined);
  });
});

describe('events', () => {
  test('are unknown before the first run, and then known for 48 hours after they were last told of', async () => {
    const first = await opened();
    const before = first.state.events.knows('s');
    first.state.events.remember([{ scope: 's', ids: ['1', '2'] }], AT);
    first.state.close();
    const second = await opened(later(47));
    const second1 = second.state.events.seen('s', ['1', '3']);
    second.state.close();

    const third = await opened(later(49));
    third.state.events.prune(later(1));
    const seen = third.state.events.seen('s', ['1', '2', '3']);
    third.state.close();

    expect([before, [...second1], [...seen]]).toEqual([false, ['1'], ['1']]);
  });

  test('of a scope without any make its later ones new', async () => {
    const state = await memoryState();

    state.events.remember([{ scope: 'empty', ids: [] }], AT);

    expect([state.events.knows('empty'), state.events.knows('other')]).toEqual([true, false]);
    expect([...state.events.seen('other', ['1'])]).toEqual([]);
  });
});

test('remembers the newest success, quotas and facts', async () => {
  const { state } = await opened();
  const quota = { resource: 'core', remaining: 12, limit: 5000, resetsAt: later(1) };

  state.succeeded('github', later(1));
  state.succeeded('github', AT);
  state.observed('github', [quota, { resource: 'graphql', remaining: 7 }], later(1));
  state.observed('github', [{ resource: 'core', remaining: 99 }], AT);
  await state.facts.write('import:a', { runs: 1 }, AT);
  await state.facts.write('import:b%', { runs: 2 }, AT);
  await state.facts.write('imported', 0, AT);

  expect([state.lastSuccess('github'), state.lastSuccess('ec2')]).toEqual([later(1), undefined]);
  expect(state.quotas('github')).toEqual([
    { ...quota, at: later(1) },
    { resource: 'graphql', remaining: 7, at: later(1) },
  ]);
  expect(await state.facts.list('import:')).toEqual([
    { name: 'import:a', value: { runs: 1 }, at: AT },
    { name: 'import:b%', value: { runs: 2 }, at: AT },
  ]);
  expect([await state.facts.read('imported'), await state.facts.read('import')]).toEqual([
    { name: 'imported', value: 0, at: AT },
    undefined,
  ]);
  state.close();
});

describe('a file that cannot be used', () => {
  const foreign = (sql: string) => () => {
    const database = new DatabaseSync(path());
    database.exec(sql);
    database.close();
  };

  test.each([
    ['is no database', () => writeFileSync(path(), 'host: example.com\n'.repeat(100)), 'file is not a database'],
    ['is newer', foreign('PRAGMA user_version = 99'), `version 99 is newer than ${STATE_VERSION}`],
    ['is of another program', foreign('CREATE TABLE t (x)'), 'it is the database of another program'],
  ])('because it %s is set aside whole', async (_, make, reason) => {
    make();
    const content = readFileSync(path());

    const { state, warnings } = await opened();
    await state.cache('github').set('a', 1);
    const value = await state.cache('github').get('a');
    state.close();

    const aside = `${path()}.aside-2025-10-23T18-20-00-000Z-${process.pid}`;
    expect([value, warnings]).toEqual([
      1,
      [
        {
          message: 'the state file cannot be used and was set aside; begin anew',
          fields: { path: path(), aside, reason },
        },
      ],
    ]);
    expect(readFileSync(aside).equals(content)).toEqual(true);
  });

  test('because it is damaged inside is set aside while in use', async () => {
    const first = await opened();
    for (let i = 0; i < 50; i++) await first.state.cache('github').set(`key-${i}`, 'x'.repeat(2_000));
    first.state.close();
    const bytes = readFileSync(path());
    bytes.fill(0xa5, 4_096 * 2);
    writeFileSync(path(), bytes);

    const { state, warnings } = await opened();
    const lost = await state.cache('github').get('key-7');
    await state.cache('github').set('key-7', 'new');
    const found = await state.cache('github').get('key-7');
    state.close();

    expect([lost, found]).toEqual([undefined, 'new']);
    expect(warnings.map(({ message }) => message)).toEqual([
      'the state file cannot be used and was set aside; begin anew',
    ]);
  });

  test('because of its folder leaves the state in memory', async () => {
    writeFileSync(path(), '');
    folder = join(path(), 'below-a-file');

    const { state, warnings } = await opened();
    await state.cache('github').set('a', 1);
    const value = await state.cache('github').get('a');
    folder = join(folder, '..', '..');

    expect([value, state.path]).toEqual([1, undefined]);
    expect(warnings.map(({ message }) => message)).toEqual([
      'the state cannot be kept on disk; it is forgotten after this run',
    ]);
  });
});

test('the file is nobody else’s business', async () => {
  const { state } = await opened();
  state.succeeded('github', AT);

  const modes = readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o077);
  state.close();

  expect(modes).toEqual(modes.map(() => 0));
});

test('two processes that open a new file at once and write to it lose nothing', { timeout: 60_000 }, async () => {
  const script = (name: string) => fileURLToPath(new URL(`../../test/${name}.mjs`, import.meta.url));
  const hammer = (name: string) =>
    promisify(execFile)(process.execPath, [
      '--import',
      script('run-sources'),
      script('hammer-state'),
      folder,
      name,
      '200',
    ]);

  const outputs = await Promise.all([hammer('a'), hammer('b')]);

  const { state, warnings } = await opened();
  const ids = ['a', 'b'].flatMap((name) => Array.from({ length: 200 }, (_, i) => `${name}-${i}`));
  const values = await Promise.all(ids.map((id) => state.cache('github').get(id)));
  const seen = state.events.seen('shared', ids);
  const successes = [state.lastSuccess('a'), state.lastSuccess('b')];
  state.close();
  expect(outputs.map(({ stdout }): unknown => JSON.parse(stdout))).toEqual([[], []]);
  expect([values.filter((value) => value !== undefined).length, seen.size, warnings]).toEqual([400, 400, []]);
  expect(successes).toEqual([new Date(AT.getTime() + 199), new Date(AT.getTime() + 199)]);
});
