import { expect, test } from 'vitest';
import { gauge, gauges, manualClock, NOW, observation, rig } from '../../test/delivery/rig.js';
import { ACCEPTED, scriptedIntake } from '../../test/delivery/scripted-intake.js';
import { createSender, type SettledEvents } from './index.js';

const NOTHING = { accepted: 0, rejected: 0, kept: 0, expired: 0, inDoubt: 0, authentication: false, reasons: [] };
const atNow = () => new Date(NOW * 1000);

test('sends gauges and counts with the type codes of the intake', async () => {
  await using intake = await scriptedIntake({ date: atNow });
  const { options } = rig(intake.url);
  const count = gauge('test.deployed', { type: 'count', interval: 60, unit: 'item' });

  const reports = await createSender(options).deliver([gauge('test.value', { tags: ['b:2', 'a:1'] }), count]);

  expect(reports).toEqual([
    { ...NOTHING, destination: 'datadoghq.com', accepted: 2, requests: 2, answers: { 202: 2 } },
  ]);
  expect(intake.requests.map(({ path, key, encoding, series }) => ({ path, key, encoding, series }))).toEqual([
    {
      path: '/api/v2/series',
      key: 'key-1',
      encoding: 'gzip',
      series: [
        { metric: 'test.value', type: 3, points: [{ timestamp: NOW, value: 1 }], tags: ['a:1', 'b:2'] },
        {
          metric: 'test.deployed',
          type: 1,
          points: [{ timestamp: NOW, value: 1 }],
          tags: ['env:test'],
          unit: 'item',
          interval: 60,
        },
      ],
    },
  ]);
});

test('sends distributions to their own endpoint, the values of one second together', async () => {
  await using intake = await scriptedIntake({
    date: atNow,
    answer: () => ({ status: 202, body: '{"status":"ok"}' }),
  });
  const { options } = rig(intake.url, { compression: 'zstd' });
  const points: [number, number][] = [
    [NOW, 1],
    [NOW, 1],
    [NOW - 1, 3],
  ];

  const [report] = await createSender(options).deliver([gauge('test.duration', { type: 'distribution', points })]);

  expect(report?.accepted).toBe(3);
  expect(intake.requests.map(({ path, encoding, series }) => ({ path, encoding, series }))).toEqual([
    {
      path: '/api/v1/distribution_points',
      encoding: 'deflate',
      series: [
        {
          metric: 'test.duration',
          type: 'distribution',
          points: [
            [NOW, [1, 1]],
            [NOW - 1, [3]],
          ],
          tags: ['env:test'],
        },
      ],
    },
  ]);
});

test('asks nothing of the intake when there is nothing to send', async () => {
  await using intake = await scriptedIntake({ date: atNow });
  const { options } = rig(intake.url);

  const reports = await createSender(options).deliver([]);

  expect(reports).toEqual([{ ...NOTHING, destination: 'datadoghq.com', requests: 0, answers: {} }]);
  expect(intake.hellos).toEqual([]);
});

test('says of every point that cannot be sent why', async () => {
  await using intake = await scriptedIntake({ date: atNow });
  const { options } = rig(intake.url);
  const series = [
    gauge('test.value'),
    gauge('test.value'),
    gauge('test value'),
    gauge('test.nan', { points: [[NOW, Number.NaN]] }),
    gauge('test.old', {
      points: [
        [NOW - 3601, 1],
        [NOW - 3600, 1],
      ],
    }),
    gauge('test.ahead', {
      points: [
        [NOW + 601, 1],
        [NOW + 600, 1],
      ],
    }),
    gauge('test.tag', { tags: [`long:${'x'.repeat(196)}`] }),
  ];

  const [report] = await createSender(options).deliver(series);

  expect(report).toMatchObject({ accepted: 3, rejected: 5, expired: 1 });
  expect(report?.reasons).toEqual([
    {
      outcome: 'rejected',
      reason: 'repeats a point of the same series and second',
      points: 1,
      metrics: ['test.value'],
    },
    { outcome: 'rejected', reason: 'the intake would change the metric name', points: 1, metrics: ['test value'] },
    { outcome: 'rejected', reason: 'not a finite number', points: 1, metrics: ['test.nan'] },
    { outcome: 'expired', reason: 'older than 1 hour', points: 1, metrics: ['test.old'] },
    { outcome: 'rejected', reason: 'more than 10 minutes ahead of the clock', points: 1, metrics: ['test.ahead'] },
    { outcome: 'rejected', reason: 'a tag is longer than 200 bytes', points: 1, metrics: ['test.tag'] },
  ]);
});

test('keeps the timestamps of the first attempt', async () => {
  await using intake = await scriptedIntake({
    date: atNow,
    answer: (_, index) => (index < 2 ? { status: 503 } : ACCEPTED),
  });
  const { options, clock } = rig(intake.url);

  const [report] = await createSender(options).deliver(gauges(2));

  expect(report).toMatchObject({ accepted: 2, answers: { 202: 2, 503: 2 } });
  expect(new Set(intake.requests.map(({ body }) => body)).size).toBe(1);
  expect(clock.waits).toEqual([500, 1000]);
});

test('waits as long as the intake asks', async () => {
  await using intake = await scriptedIntake({
    date: atNow,
    answer: (_, index) => (index === 0 ? { status: 429, headers: { 'x-ratelimit-reset': '17' } } : ACCEPTED),
  });
  const { options, clock } = rig(intake.url);

  const [report] = await createSender(options).deliver(gauges(1));

  expect(report).toMatchObject({ accepted: 1 });
  expect(clock.waits).toEqual([17_000]);
});

test('keeps the points when the wait that is asked for exceeds the budget', async () => {
  await using intake = await scriptedIntake({
    date: atNow,
    answer: () => ({ status: 429, headers: { 'retry-after': '121' } }),
  });
  const { options, clock } = rig(intake.url);

  const [report] = await createSender(options).deliver(gauges(3));

  expect(report).toMatchObject({ accepted: 0, kept: 3, answers: { 202: 1, 429: 1 } });
  expect(clock.waits).toEqual([]);
});

test('delivers what it kept, after what is new', async () => {
  let isUp = false;
  await using intake = await scriptedIntake({ date: atNow, answer: () => (isUp ? ACCEPTED : { status: 503 }) });
  const { options } = rig(intake.url, { budgetMs: 0, concurrency: 1 });
  const sender = createSender(options);

  const first = await sender.deliver([gauge('test.older', { points: [[NOW - 1800, 1]] })]);
  const second = await sender.deliver([gauge('test.old', { points: [[NOW - 900, 2]] })]);
  isUp = true;
  const third = await sender.deliver([gauge('test.new')]);

  expect([first, second, third].map(([report]) => [report?.accepted, report?.kept])).toEqual([
    [0, 1],
    [0, 2],
    [3, 0],
  ]);
  expect(intake.requests.slice(-3).map(({ series }) => series[0]?.metric)).toEqual([
    'test.new',
    'test.old',
    'test.older',
  ]);
});

test('expires what waited too long and names the gap', async () => {
  let isUp = false;
  const clock = manualClock();
  await using intake = await scriptedIntake({
    date: () => clock.now(),
    answer: () => (isUp ? ACCEPTED : { status: 503 }),
  });
  const { options, warnings } = rig(intake.url, { budgetMs: 0 }, clock);
  const sender = createSender(options);
  const settled: SettledEvents[] = [];

  await sender.deliver([gauge('test.value', { events: { scope: 'test', ids: ['1'] } })]);
  clock.advance(3_301_000);
  isUp = true;
  const [report] = await sender.deliver([], { eventsSettled: (events) => void settled.push(events) });

  expect(report).toMatchObject({ accepted: 0, expired: 1, kept: 0 });
  expect(settled).toEqual([{ scope: 'test', ids: ['1'], destination: 'datadoghq.com', outcome: 'expired' }]);
  expect(warnings).toContainEqual({
    message: 'points expired before they could be sent: there is a gap',
    fields: {
      destination: 'datadoghq.com',
      points: 1,
      from: '2026-01-02T03:04:05.000Z',
      until: '2026-01-02T03:04:05.000Z',
    },
  });
});

test.each([
  [601, true, "the clock is 10 minutes ahead of the intake's (2026-01-02T02:54:04.000Z)"],
  [-7200, true, "the clock is 120 minutes behind the intake's (2026-01-02T05:04:05.000Z)"],
  [600, false, undefined],
])('sends nothing when its clock is %i s off', async (seconds, isOff, reason) => {
  await using intake = await scriptedIntake({ date: () => new Date((NOW - seconds) * 1000) });
  const { options } = rig(intake.url);

  const [report] = await createSender(options).deliver(gauges(2));

  expect(intake.requests.length).toBe(isOff ? 0 : 1);
  expect(report?.reasons.map((one) => one.reason)).toEqual(isOff ? [reason] : []);
  expect(report).toMatchObject(isOff ? { accepted: 0, kept: 2 } : { accepted: 2, kept: 0 });
});

test('reads the key again once when it is refused', async () => {
  await using intake = await scriptedIntake({
    date: atNow,
    hello: (index) => (index === 0 ? { status: 403 } : ACCEPTED),
  });
  let refreshed = 0;
  const { options } = rig(intake.url, {
    destinations: [
      {
        name: 'datadoghq.com',
        url: intake.url,
        apiKey: () => 'old',
        refreshApiKey: () => {
          refreshed += 1;
          return 'new';
        },
      },
    ],
  });

  const [report] = await createSender(options).deliver(gauges(1));

  expect(report).toMatchObject({ accepted: 1, authentication: false });
  expect(refreshed).toBe(1);
  expect(intake.requests.map(({ key }) => key)).toEqual(['new']);
});

test('keeps everything and raises the alarm when the key stays refused', async () => {
  await using intake = await scriptedIntake({
    date: atNow,
    hello: () => ({ status: 403, body: '{"errors":["Forbidden: key-1 is unknown"]}' }),
  });
  const { options, warnings } = rig(intake.url);

  const [report] = await createSender(options).deliver(gauges(2));

  const reason = '403 Forbidden: [key] is unknown: the key is wrong, revoked or of another site';
  expect(report).toMatchObject({ kept: 2, requests: 1, authentication: true });
  expect(report?.reasons).toEqual([{ outcome: 'kept', reason, points: 2, metrics: ['test.value'] }]);
  expect(warnings).toEqual([
    { message: 'the intake refuses the API key', fields: { destination: 'datadoghq.com', reason } },
  ]);
});

test.each([
  ['', 'the API key is empty'],
  ['key\n', 'the API key holds white space or other foreign characters'],
])('asks nothing of the intake with the key %j', async (key, reason) => {
  await using intake = await scriptedIntake({ date: atNow });
  const { options } = rig(intake.url, {
    destinations: [{ name: 'datadoghq.com', url: intake.url, apiKey: () => key }],
  });

  const [report] = await createSender(options).deliver(gauges(1));

  expect(report).toMatchObject({ kept: 1, requests: 0, authentication: true });
  expect(report?.reasons.map((one) => one.reason)).toEqual([reason]);
});

test('never follows a redirect', async () => {
  await using other = await scriptedIntake({ date: atNow });
  await using intake = await scriptedIntake({
    date: atNow,
    answer: () => ({ status: 307, headers: { location: `${other.url}/api/v2/series` } }),
  });
  const { options } = rig(intake.url);

  const [report] = await createSender(options).deliver(gauges(1));

  expect(report).toMatchObject({ kept: 1, answers: { 202: 1, 307: 1 } });
  expect(other.requests).toEqual([]);
});

test.each([
  ['a page with status 200', { status: 200, body: '<html></html>' }],
  ['404', { status: 404 }],
  ['502', { status: 502 }],
] as const)('keeps the points on %s until the budget is spent', async (_, answer) => {
  await using intake = await scriptedIntake({ date: atNow, answer: () => answer });
  const { options, clock } = rig(intake.url, { budgetMs: 10_000 });

  const [report] = await createSender(options).deliver(gauges(1));

  expect(report).toMatchObject({ accepted: 0, rejected: 0, kept: 1 });
  expect(clock.waits).toEqual([500, 1000, 2000, 4000]);
});

test('sends gauges again when the answer is lost', async () => {
  await using intake = await scriptedIntake({ date: atNow, answer: (_, index) => (index === 0 ? 'reset' : ACCEPTED) });
  const { options } = rig(intake.url);

  const [report] = await createSender(options).deliver(gauges(1));

  expect(report).toMatchObject({ accepted: 1, inDoubt: 0, answers: { 202: 2, error: 1 } });
});

test.each(['reset', 'silence'] as const)('leaves a distribution in doubt after %s', async (answer) => {
  await using intake = await scriptedIntake({ date: atNow, answer: () => answer });
  const { options } = rig(intake.url, { timeoutMs: 200 });
  const settled: SettledEvents[] = [];
  const sender = createSender(options);

  const [report] = await sender.deliver([observation('1')], {
    eventsSettled: (events) => void settled.push(events),
  });
  const [later] = await sender.deliver([]);

  expect(report).toMatchObject({ accepted: 0, inDoubt: 1, kept: 0 });
  expect(intake.requests.length).toBe(1);
  expect(settled).toEqual([{ scope: 'test', ids: ['1'], destination: 'datadoghq.com', outcome: 'inDoubt' }]);
  expect(later).toMatchObject({ accepted: 0, inDoubt: 0 });
});

test('keeps a distribution that never left, since nobody can have it', async () => {
  const intake = await scriptedIntake({ date: atNow });
  await intake[Symbol.asyncDispose]();
  const { options } = rig(intake.url, { budgetMs: 0 });

  const [report] = await createSender(options).deliver([observation('1')]);

  expect(report).toMatchObject({ kept: 1, inDoubt: 0, answers: { error: 1 } });
});

test('refuses two destinations of one name, which would share a spool', () => {
  const destination = { name: 'datadoghq.com', url: 'http://127.0.0.1:1', apiKey: () => 'key' };
  const { options } = rig('', { destinations: [destination, destination] });

  expect(() => createSender(options)).toThrow('cannot send to two destinations of the name "datadoghq.com"');
});

test('sends a distribution again that is in doubt where that is wanted', async () => {
  await using intake = await scriptedIntake({ date: atNow, answer: (_, index) => (index === 0 ? 'reset' : ACCEPTED) });
  const { options } = rig(intake.url, { resendDistributions: true });

  const [report] = await createSender(options).deliver([observation('1')]);

  expect(report).toMatchObject({ accepted: 1, inDoubt: 0 });
});

test('sends a distribution again that the intake put off', async () => {
  await using intake = await scriptedIntake({
    date: atNow,
    answer: (_, index) => (index === 0 ? { status: 503 } : ACCEPTED),
  });
  const { options } = rig(intake.url);

  const [report] = await createSender(options).deliver([observation('1')]);

  expect(report).toMatchObject({ accepted: 1, inDoubt: 0 });
});

test('sends an event once although a later run tells of it again', async () => {
  let isUp = false;
  await using intake = await scriptedIntake({ date: atNow, answer: () => (isUp ? ACCEPTED : { status: 503 }) });
  const { options } = rig(intake.url, { budgetMs: 0 });
  const sender = createSender(options);

  await sender.deliver([observation('1')]);
  isUp = true;
  const [report] = await sender.deliver([
    observation('1'),
    observation('2', {
      points: [
        [NOW, 1],
        [NOW, 2],
      ],
      events: { scope: 'test', ids: ['1', '2'] },
    }),
  ]);

  expect(report).toMatchObject({ accepted: 2 });
  const sent = intake.requests.slice(1).flatMap(({ series }) => series.flatMap(({ points }) => points));
  // The two payloads travel side by side and may arrive in either order.
  expect(sent.map((point) => JSON.stringify(point)).toSorted()).toEqual([`[${NOW},[1]]`, `[${NOW},[2]]`]);
});

test('serves each destination by itself', async () => {
  await using good = await scriptedIntake({ date: atNow });
  await using bad = await scriptedIntake({ date: atNow, answer: () => ({ status: 500 }) });
  const { options } = rig(good.url, {
    destinations: [
      { name: 'good', url: good.url, apiKey: () => 'one' },
      { name: 'bad', url: `${bad.url}/`, apiKey: () => 'two' },
    ],
  });

  const reports = await createSender(options).deliver(gauges(2));

  expect(reports.map(({ destination, accepted, kept }) => ({ destination, accepted, kept }))).toEqual([
    { destination: 'good', accepted: 2, kept: 0 },
    { destination: 'bad', accepted: 0, kept: 2 },
  ]);
});

test('keeps everything once the run is stopped', async () => {
  await using intake = await scriptedIntake({ date: atNow });
  const { options } = rig(intake.url, { signal: AbortSignal.abort() });

  const [report] = await createSender(options).deliver(gauges(2));

  expect(report).toMatchObject({ kept: 2, requests: 0 });
  expect(report?.reasons.map(({ reason }) => reason)).toEqual(['the run was stopped']);
});

test('fails, and hangs nowhere, when the settling of events fails', async () => {
  await using intake = await scriptedIntake({ date: atNow });
  const { options } = rig(intake.url, { concurrency: 1 });
  const series = gauges(25_000).map((one, index) => ({ ...one, events: { scope: 'test', ids: [`${index}`] } }));
  const eventsSettled = () => {
    throw new Error('cannot write the state');
  };

  const delivery = createSender(options).deliver(series, { eventsSettled });

  await expect(delivery).rejects.toThrow('cannot write the state');
});

test('a series that takes the long way to its JSON shares the request of the others', async () => {
  await using intake = await scriptedIntake({ date: atNow });
  const { options } = rig(intake.url);
  const series = [['a:1'], ['größe:1'], ['Team:A'], ['b:2']].map((tags) => gauge('test.value', { tags }));

  const [report] = await createSender(options).deliver(series);

  expect(report).toMatchObject({ accepted: 4, rejected: 0 });
  expect(intake.requests.map((request) => request.series.map(({ tags }) => tags))).toEqual([
    [['a:1'], ['größe:1'], ['team:a'], ['b:2']],
  ]);
});
