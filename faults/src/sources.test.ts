import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endingOf, type Ground, groundOf } from './cell.js';
import { expectedOf, faultNames } from './expected.js';
import { Matrix } from './matrix.js';
import { sources } from './sources.js';

// Only a run that hangs takes as long.
const HUNG_MS = 100_000;

const grounds = new Map<string, Ground>();
const endings: { readonly fault: string; readonly id: string; readonly text: string }[] = [];

beforeAll(async () => {
  for (const source of sources) grounds.set(source.id, await groundOf(source));
}, HUNG_MS);

afterAll(async () => {
  const columns = sources.map(({ id }) => ({ id, head: `${id} (${grounds.get(id)?.truth.series.length})` }));
  const matrix = new Matrix('fault (series without it)', faultNames, columns);
  for (const { fault, id, text } of endings) matrix.set(fault, id, text);
  console.log(`\n${matrix.text()}\n`);
  await Promise.all([...grounds.values()].map(({ scene }) => scene.standIn.close()));
});

function groundFor(id: string): Ground {
  const ground = grounds.get(id);
  if (ground === undefined) throw new Error(`${id} was not opened`);
  return ground;
}

describe('without a fault', () => {
  test.each(sources)('$id gives values and fails nowhere', ({ id }) => {
    const { truth } = groundFor(id);

    expect(truth.failures).toEqual([]);
    expect(truth.series.length).toBeGreaterThan(10);
  });
});

const cells = faultNames.flatMap((fault) =>
  sources.map(({ id }) => {
    const expected = expectedOf(fault, id);
    return { fault, id, outcome: typeof expected === 'string' ? expected : '-' };
  }),
);

// Side by side, since the SDK of AWS waits by itself after a 429.
describe.concurrent('a source', () => {
  test.each(cells)(
    '$fault: $id ends as $outcome',
    async ({ fault, id, outcome }) => {
      const ending = await endingOf(fault, groundFor(id));
      endings.push({ fault, id, text: ending.wrong.length === 0 ? ending.outcome : 'WRONG' });

      expect(ending).toEqual({ outcome, wrong: [] });
    },
    HUNG_MS,
  );
});
