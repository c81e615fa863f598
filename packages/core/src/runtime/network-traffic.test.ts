import { describe, expect, test } from 'vitest';
import { fixedClock } from './clock.js';
import { instrumentedFetch, SourceClock } from './network-traffic.js';

const AT = new Date('2025-10-23T18:20:00.000Z');
const URL = 'https://api.example.com/x';

test('counts requests, and answers by their class', async () => {
  const seen: string[] = [];
  const answers = [200, 304, 302, 404, 503].map((status) => new Response(null, { status }));
  const fetch = instrumentedFetch(
    async () => {
      const answer = answers.shift();
      if (answer === undefined) throw new TypeError('fetch failed');
      return answer;
    },
    {
      signal: new AbortController().signal,
      clock: fixedClock(AT),
      onRequest: ({ pathname }) => void seen.push(pathname),
      onAnswer: (answer) => void seen.push(answer),
    },
  );

  for (let i = 0; i < 5; i++) await fetch(URL);

  await expect(fetch(URL)).rejects.toThrow('fetch failed');
  expect(seen).toEqual(['/x', '2xx', '/x', '304', '/x', '3xx', '/x', '4xx', '/x', '5xx', '/x', 'error']);
});

test.each(['run', 'request'])('the signal of the %s ends a request', async (which) => {
  const controllers = { run: new AbortController(), request: new AbortController() };
  const fetch = instrumentedFetch(
    (_, init) =>
      new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))),
    { signal: controllers.run.signal, clock: fixedClock(AT) },
  );
  const reason = new Error('deadline');

  const pending = fetch(URL, { signal: controllers.request.signal });
  controllers[which === 'run' ? 'run' : 'request'].abort(reason);

  await expect(pending).rejects.toBe(reason);
});

test('asks nothing once the run is over', async () => {
  const over = AbortSignal.abort(new Error('deadline'));
  const asked: string[] = [];
  const fetch = instrumentedFetch(async () => new Response(), {
    signal: over,
    clock: fixedClock(AT),
    onRequest: ({ href }) => void asked.push(href),
  });

  await expect(fetch(URL)).rejects.toThrow('deadline');
  expect(asked).toEqual([]);
});

describe('the clock of the sources', () => {
  const answer = (date: string, more: Record<string, string> = {}, status = 200) =>
    new Response(null, { status, headers: { date, ...more } });
  const hour = 'Thu, 23 Oct 2025 19:20:00 GMT';

  test.each([
    ['is unknown without an answer', [], undefined],
    ['is unknown where no answer has a date', [['a', answer('soon')]], undefined],
    [
      'is the newest of a host',
      [
        ['a', answer('Thu, 23 Oct 2025 18:20:00 GMT')],
        ['a', answer(hour)],
      ],
      3_600_000,
    ],
    [
      'is the median of three hosts',
      [
        ['a', answer(hour)],
        ['b', answer(hour)],
        ['c', answer(AT.toUTCString())],
      ],
      3_600_000,
    ],
    ['adds the age of a stored answer', [['a', answer(AT.toUTCString(), { age: '60' })]], 60_000],
    ['is not that of a proxy', [['a', answer(hour, {}, 407)]], undefined],
  ] as const)('%s', (_, answers, expected) => {
    const clock = new SourceClock();

    for (const [host, response] of answers) clock.read(host, response, AT);

    expect(clock.skewMs).toEqual(expected);
  });
});
