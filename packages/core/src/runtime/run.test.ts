import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  AuthenticationError,
  Collector,
  type CollectorManifest,
  defineCollector,
  type Event,
  metric,
  noData,
} from '../index.js';
import { fixedClock } from './clock.js';
import type { EventMemory } from './events.js';
import type { Instance } from './instance.js';
import { createLogger } from './log.js';
import { Redactor } from './redaction.js';
import { type RunOptions, runCollectors } from './run.js';

const startedAt = new Date('2026-11-20T00:00:00Z');
const seconds = startedAt.getTime() / 1000;

const options = (over: Partial<RunOptions> = {}): RunOptions => ({
  runId: 'r1',
  startedAt,
  clock: fixedClock(startedAt),
  tags: { env: 'test' },
  log: createLogger({
    write: () => {},
    level: 'silent',
    format: 'text',
    redactor: new Redactor(),
    runId: 'r1',
    clock: fixedClock(startedAt),
  }),
  network: { fetch, secured: () => ({ fetch, close: async () => {} }), proxyFor: () => undefined, ca: undefined },
  cache: () => ({ get: async () => undefined, set: async () => {} }),
  signal: new AbortController().signal,
  ...over,
});

const instance = (manifest: CollectorManifest, over: Partial<Instance> = {}): Instance => ({
  name: manifest.id,
  manifest,
  config: {},
  secrets: {},
  events: false,
  deadlineMs: 60_000,
  maxSeries: 1_000,
  ...over,
});

type Ships = () => Promise<readonly string[]>;

class Fleet extends Collector<object> {
  readonly #ships;
  constructor(run: ConstructorParameters<typeof Collector<object>>[0], ships: Ships) {
    super(run);
    this.#ships = this.once('ships', ships);
  }
  @metric('t.ships.total', { unit: 'item', description: 'Ships.' })
  async total() {
    return (await this.#ships()).length;
  }
  @metric('t.ships.by_name', { unit: 'item', description: 'Ships by name.' })
  async byName() {
    return (await this.#ships()).map((ship) => ({ value: 1, tags: { ship } }));
  }
  @metric('t.ships.age', { unit: 'day', description: 'Mean age.' })
  age() {
    return noData('no ship tells its age');
  }
}

const fleet = (harbours: Record<string, Ships>, over: Partial<CollectorManifest> = {}): CollectorManifest => ({
  ...defineCollector({
    id: 't',
    title: 'T',
    config: z.strictObject({}),
    secrets: {},
    collectors: [Fleet],
    open: async () => harbours,
    targets: (api) => Object.keys(api).map((harbour) => ({ harbour })),
    create: (api, run, { harbour }) => new Fleet(run, api[harbour] ?? (() => Promise.reject(new Error('unknown')))),
  }),
  ...over,
});

const first = async (manifest: CollectorManifest, over: Partial<Instance> = {}, more: Partial<RunOptions> = {}) => {
  const { collectors } = await runCollectors([instance(manifest, over)], options(more));
  const [report] = collectors;
  if (report === undefined) throw new Error('no report');
  return report;
};

test('every metric of every target ends as a value, no data or a failure', async () => {
  const report = await first(
    fleet({ bergen: async () => ['Ægir', 'b b'], oslo: () => Promise.reject(new Error('502')) }),
  );

  expect(report.state).toBe('partial');
  expect(report.series).toEqual([
    {
      metric: 't.ships.total',
      type: 'gauge',
      unit: 'item',
      tags: ['env:test', 'harbour:bergen'],
      points: [[seconds, 2]],
    },
    {
      metric: 't.ships.by_name',
      type: 'gauge',
      unit: 'item',
      tags: ['env:test', 'harbour:bergen', 'ship:ægir'],
      points: [[seconds, 1]],
    },
    {
      metric: 't.ships.by_name',
      type: 'gauge',
      unit: 'item',
      tags: ['env:test', 'harbour:bergen', 'ship:b_b'],
      points: [[seconds, 1]],
    },
  ]);
  expect(report.noData).toEqual([
    { metric: 't.ships.age', reason: 'no ship tells its age', target: { harbour: 'bergen' } },
    { metric: 't.ships.age', reason: 'no ship tells its age', target: { harbour: 'oslo' } },
  ]);
  expect(report.failures).toEqual([
    {
      reason: 'cannot fetch ships: 502',
      authentication: false,
      metrics: ['t.ships.total', 't.ships.by_name'],
      target: { harbour: 'oslo' },
    },
  ]);
  expect(report.values).toBe(2);
});

test('a source that cannot be opened fails every metric, with its hint', async () => {
  const open = () => Promise.reject(new AuthenticationError('401 bad credentials', { hint: 'set T_TOKEN' }));

  const report = await first(fleet({}, { open }));

  expect([report.state, report.series, report.noData]).toEqual(['failed', [], []]);
  expect(report.failures).toEqual([
    {
      reason: '401 bad credentials',
      hint: 'set T_TOKEN',
      authentication: true,
      metrics: ['t.ships.total', 't.ships.by_name', 't.ships.age'],
    },
  ]);
});

test('two samples of the same tags, also only after Datadog changed them, are a failure', async () => {
  const report = await first(fleet({ bergen: async () => ['A', 'a'] }));

  expect(report.failures.map(({ reason, metrics }) => [reason, metrics])).toEqual([
    ['two samples have the same tags: env:test,harbour:bergen,ship:a', ['t.ships.by_name']],
  ]);
});

test('over its budget a collector loses whole metrics, the widest first', async () => {
  const names = Array.from({ length: 20 }, (_, index) => `s${index}`);

  const report = await first(fleet({ bergen: async () => names, oslo: async () => names }), { maxSeries: 10 });

  expect(report.series.map(({ metric: name }) => name)).toEqual(['t.ships.total', 't.ships.total']);
  expect(report.failures.map(({ reason, metrics }) => [reason, metrics])).toEqual([
    ['42 series exceed the budget of 10: raise maxSeries, or exclude metrics', ['t.ships.by_name']],
    ['42 series exceed the budget of 10: raise maxSeries, or exclude metrics', ['t.ships.by_name']],
  ]);
});

test('a metric that was not asked for is not run', async () => {
  const report = await first(fleet({ bergen: async () => ['a'] }), { wants: (name) => name === 't.ships.total' });

  expect([report.series.length, report.noData, report.failures]).toEqual([1, [], []]);
});

test('code that ignores its deadline is left behind, and only its own metrics fail', async () => {
  const never = new Promise<readonly string[]>(() => {});

  const report = await first(fleet({ bergen: async () => ['a'], oslo: () => never }), { deadlineMs: 5 });

  expect(report.timedOut).toBe(true);
  expect(report.failures).toEqual([
    {
      reason: 'the deadline of 0.005 s passed',
      authentication: false,
      metrics: ['t.ships.total', 't.ships.by_name'],
      target: { harbour: 'oslo' },
    },
  ]);
  expect(report.series.map(({ tags }) => tags[1])).toEqual(['harbour:bergen', 'harbour:bergen']);
});

test('a source that gives nothing but refusals is failed, whatever is switched off', async () => {
  const report = await first(fleet({ bergen: () => Promise.reject(new AuthenticationError('401')) }));

  expect([report.state, report.noData.length, report.failures.map(({ authentication }) => authentication)]).toEqual([
    'failed',
    1,
    [true],
  ]);
});

test('a run without targets says so for every metric', async () => {
  const report = await first(fleet({}));

  expect(report.noData).toEqual(
    ['t.ships.total', 't.ships.by_name', 't.ships.age'].map((name) => ({
      metric: name,
      reason: 'there is no target to collect it for',
      target: {},
    })),
  );
});

test('the end of the run reaches the signal of every collector', async () => {
  const run = new AbortController();
  const seen: unknown[] = [];
  const open = async ({ signal }: { signal: AbortSignal }) => {
    signal.addEventListener('abort', () => seen.push(signal.reason));
    run.abort('stopped');
    return {};
  };

  await first(fleet({}, { open }), {}, { signal: run.signal });

  expect(seen).toEqual(['stopped']);
});

test('a target that two instances read is collected once', async () => {
  const manifest = fleet({ bergen: async () => ['a'] });

  const { collectors } = await runCollectors([instance(manifest), instance(manifest, { name: 't:again' })], options());

  expect(collectors.map(({ id, state, series }) => [id, state, series.length])).toEqual([
    ['t', 'ok', 2],
    ['t:again', 'failed', 0],
  ]);
  expect(collectors[1]?.failures[0]?.reason).toBe('t already collects the same target');
});

test('tells of every request and every target how far it is', async () => {
  const told: unknown[] = [];
  const answer: typeof fetch = async () => new Response('ship');
  const network = { ...options().network, fetch: answer };
  const open: CollectorManifest['open'] = async (run) => {
    await run.fetch('https://harbour.example');
    return { bergen: async () => ['a', 'b'] };
  };

  await first(fleet({}, { open }), {}, { network, onProgress: (one) => told.push(one) });

  expect(told).toMatchObject([
    { collector: 't', kind: 'started' },
    { collector: 't', kind: 'working', requests: 1, points: 0 },
    { collector: 't', kind: 'working', requests: 1, points: 3 },
    { collector: 't', kind: 'finished', report: { state: 'ok' } },
  ]);
});

test('two collectors that declare one metric are refused before anything is asked', async () => {
  const opened: string[] = [];
  const open = async () => void opened.push('opened');

  const run = runCollectors([instance(fleet({}, { open })), instance(fleet({}, { id: 'u', open }))], options());

  await expect(run).rejects.toThrow('collectors t and u both declare t.ships.total: disable one of them');
  expect(opened).toEqual([]);
});

test('the shards of a run share its targets out: none twice, none missing', async () => {
  const harbours = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`h${index}`, async () => ['a']]));
  const manifest = fleet(harbours);

  const shards = await Promise.all([0, 1, 2].map((index) => first(manifest, {}, { shard: { index, count: 3 } })));

  const read = shards.flatMap(({ series }) =>
    series.flatMap(({ metric: name, tags }) => (name === 't.ships.total' ? [tags[1]] : [])),
  );
  expect(read.toSorted()).toEqual(
    Object.keys(harbours)
      .map((harbour) => `harbour:${harbour}`)
      .toSorted(),
  );
});

class Log extends Collector<object> {
  static happened: Event[] = [];
  @metric('t.log.entries', { type: 'count', event: true, description: 'Entries.' })
  entries() {
    return Log.happened;
  }
}

const logbook = (): CollectorManifest =>
  defineCollector({
    id: 't',
    title: 'T',
    config: z.strictObject({}),
    secrets: {},
    collectors: [Log],
    open: async () => ({}),
    targets: () => [{ ship: 'a' }],
    create: (_api, run) => new Log(run),
  });

const memory = (remembered: Record<string, string[]>): EventMemory => ({
  knows: (scope) => scope in remembered,
  seen: (scope, ids) => new Set(ids.filter((id) => remembered[scope]?.includes(id))),
});

const minutesAgo = (minutes: number) => new Date(startedAt.getTime() - minutes * 60_000);
const SCOPE = 't t.log.entries ship:a';

test('events are sent once, at their own time; what is too old is counted, what is to come waits', async () => {
  Log.happened = [
    { id: 'seen', at: minutesAgo(10), value: 1 },
    { id: 'b', at: minutesAgo(5), value: 1 },
    { id: 'c', at: minutesAgo(5), value: 1 },
    { id: 'old', at: minutesAgo(56), value: 1 },
    { id: 'future', at: minutesAgo(-1), value: 1 },
  ];

  const report = await first(logbook(), { events: true }, { events: memory({ [SCOPE]: ['seen'] }) });

  expect(report.series).toEqual([
    {
      metric: 't.log.entries',
      type: 'count',
      tags: ['env:test', 'ship:a'],
      points: [[seconds - 300, 2]],
      interval: 1,
      events: { scope: SCOPE, ids: ['b', 'c'] },
    },
  ]);
  expect([report.expiredEvents, report.settledEvents]).toEqual([1, [{ scope: SCOPE, ids: ['old'] }]]);
});

test('the first run only notes which events there are', async () => {
  Log.happened = [{ id: 'a', at: minutesAgo(5), value: 1 }];

  const report = await first(logbook(), { events: true }, { events: memory({}) });

  expect([report.series, report.settledEvents, report.expiredEvents]).toEqual([[], [{ scope: SCOPE, ids: ['a'] }], 0]);
});

test('events are not asked for unless they are switched on', async () => {
  Log.happened = [];

  const report = await first(logbook(), {}, { events: memory({}) });

  expect(report.noData.map(({ reason }) => reason)).toEqual([
    'events are switched off: set events: true for this collector',
  ]);
});

test('ends the connections of a collector that has TLS of its own, and counts its requests', async () => {
  const closed: unknown[] = [];
  const answer: typeof fetch = async () => new Response('ship');
  const manifest = fleet(
    {},
    {
      open: async (run) => (await run.fetchWith({ ca: 'PEM' })('https://cluster.example')).text(),
      targets: (text: string) => [{ text }],
      create: (_, run) => new Fleet(run, async () => []),
    },
  );
  const secured: RunOptions['network']['secured'] = (tls) => ({
    fetch: answer,
    close: async () => void closed.push(tls),
  });

  const { collectors } = await runCollectors([instance(manifest)], {
    ...options(),
    network: { ...options().network, secured },
  });

  expect([collectors[0]?.requests, collectors[0]?.failures, closed]).toEqual([1, [], [{ ca: 'PEM' }]]);
});
