import type { RecordedRequest } from '@metta-dd/local-datadog';
import { generateWorld, readHistory } from '@metta-dd/sandbox';
import { memoryState } from '@metta-dd/test-kit';
import { describe, expect, test } from 'vitest';
import { collected } from './collected.js';
import { AT } from './scenes.js';
import { served } from './servers.js';

const isGraphQl = ({ path }: RecordedRequest) => path === '/graphql';
const isBranches = ({ body }: RecordedRequest) => JSON.stringify(body.json ?? '').includes('query Branches');
const isCharged = (request: RecordedRequest) => isGraphQl(request) || request.status !== 304;

describe('the requests for 84 commits, 1,162 branches and 2,500 runs', { timeout: 60_000 }, () => {
  test('stay within the budget, cold, warm and an hour later', async () => {
    const standIn = await served(generateWorld(await readHistory(), { at: AT, seed: 1, profile: 'bench' }));
    const state = await memoryState();
    const runs: RecordedRequest[][] = [];

    for (const minutes of [0, 15, 75]) {
      const before = standIn.requests.length;
      const at = new Date(AT.getTime() + minutes * 60_000);
      standIn.clock.set(at);
      const { state: ended } = await collected({ url: standIn.url, startedAt: at, state });
      expect(ended).toBe('ok');
      runs.push(standIn.requests.slice(before));
    }

    const [cold = [], warm = [], later = []] = runs;
    expect(cold.length).toBeLessThanOrEqual(120);
    expect(warm.filter(isCharged).length).toBeLessThanOrEqual(15);
    expect(warm.filter(isBranches)).toEqual([]);
    expect(later.filter(isBranches)).toHaveLength(12);
    expect(later.filter((request) => isCharged(request) && !isBranches(request)).length).toBeLessThanOrEqual(15);
  });
});

test('a run in the same quarter of an hour pays for nothing that has not changed', { timeout: 30_000 }, async () => {
  const standIn = await served(generateWorld(await readHistory(), { at: AT, seed: 1 }));
  const state = await memoryState();
  const first = await collected({ url: standIn.url, state });
  const cold = standIn.requests.length;

  const second = await collected({ url: standIn.url, state });

  expect(second.series).toEqual(first.series);
  const rest = standIn.requests.slice(cold).filter((request) => !isGraphQl(request));
  expect(new Set(rest.map(({ status }) => status))).toEqual(new Set([304]));
});
