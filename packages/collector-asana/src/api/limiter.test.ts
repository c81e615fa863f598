import { describe, expect, test } from 'vitest';
import { Limiter } from './limiter.js';

/** Timers that go off when they are told to. */
function timers() {
  const waiting = new Map<number, { readonly ms: number; readonly go: () => void }>();
  let last = 0;
  return {
    after: (ms: number, then: () => void) => {
      const id = ++last;
      waiting.set(id, { ms, go: then });
      return () => void waiting.delete(id);
    },
    pass: async (ms: number) => {
      for (const [id, timer] of Array.from(waiting)) if (timer.ms <= ms && waiting.delete(id)) timer.go();
      await turns();
    },
    waiting: () => [...waiting.values()].map((timer) => timer.ms),
  };
}

async function turns() {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

function limited({ concurrency = 5, perMinute = 100 } = {}) {
  const clock = timers();
  const abort = new AbortController();
  const limiter = new Limiter({ concurrency, perMinute, signal: abort.signal, after: clock.after });
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const work = (id: number) => {
    begun.push(id);
    return new Promise<number>((resolve) => ends.push(() => resolve(id)));
  };
  const passes = (count: number) => Array.from({ length: count }, (_, id) => limiter.pass(() => work(id)));
  return { limiter, clock, abort, begun, ends, passes };
}

describe('a limiter', () => {
  test('lets so many begin at once, and the next one when one has ended', async () => {
    const { begun, ends, passes } = limited({ concurrency: 2 });

    void passes(4);
    await turns();
    const before = [...begun];
    ends[0]?.();
    await turns();

    expect([before, begun]).toEqual([
      [0, 1],
      [0, 1, 2],
    ]);
  });

  test('lets so many begin within a minute', async () => {
    const { clock, begun, ends, passes } = limited({ perMinute: 3 });

    void passes(5);
    await turns();
    for (const end of ends) end();
    await turns();
    const before = [...begun];
    await clock.pass(60_000);

    expect([before, begun]).toEqual([
      [0, 1, 2],
      [0, 1, 2, 3, 4],
    ]);
  });

  test('counts work that failed as well', async () => {
    const { limiter, begun, passes } = limited({ perMinute: 1 });

    await expect(limiter.pass(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    void passes(1);
    await turns();

    expect(begun).toEqual([]);
  });

  test('lets nothing begin during a pause, and in two pauses not before the longer one ends', async () => {
    const { limiter, clock, begun, passes } = limited();

    limiter.pause(1000);
    limiter.pause(2000);
    void passes(1);
    await turns();
    await clock.pass(1000);
    const before = [...begun];
    await clock.pass(2000);

    expect([before, begun]).toEqual([[], [0]]);
  });

  test('turns those away who wait when the run ends', async () => {
    const { abort, begun, passes } = limited({ concurrency: 1 });

    const [, waiting] = passes(2);
    await turns();
    abort.abort(new Error('the deadline has passed'));

    await expect(waiting).rejects.toThrow('the deadline has passed');
    expect(begun).toEqual([0]);
  });

  test('lets nobody in after the run has ended', async () => {
    const { limiter, abort } = limited();

    abort.abort(new Error('the deadline has passed'));

    await expect(limiter.pass(async () => 1)).rejects.toThrow('the deadline has passed');
  });

  test('keeps no timer once it is closed', async () => {
    const { limiter, clock, passes } = limited();

    void passes(2);
    limiter.pause(500);
    const before = clock.waiting();
    limiter.close();

    expect([before, clock.waiting()]).toEqual([[60_000, 60_000, 500], []]);
  });
});
