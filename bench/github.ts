import { memoryState } from '../packages/core/dist/runtime/index.js';
import { collectOnce } from './collector-run.ts';
import { type Bench, type Figure, median } from './figure.ts';
import { githubSteps, LANES } from './github-schedule.ts';
import { idealMs } from './ideal-schedule.ts';
import { type Asked, startSource } from './source.ts';

const AT = new Date('2025-10-23T18:36:00Z');
const QUARTER = 15 * 60_000;
const LATENCY_MS = 150;
const ROUNDS = 3;

/** One repository with a busy week: how often GitHub is asked, and what it charges. */
export const githubRequests: Bench = {
  name: 'github.requests',
  about: '1,162 branches, 2,500 runs, 280 pull requests; cold, and 15 minutes later',
  async measure() {
    const source = await startSource('github', { profile: 'bench', at: AT });
    try {
      const run = await preparedRun(source);
      const cold = await run(AT);
      const warm = await run(new Date(AT.getTime() + QUARTER));
      const hour: Asked[] = [...warm.requests];
      for (const quarter of [2, 3, 4]) hour.push(...(await run(new Date(AT.getTime() + quarter * QUARTER))).requests);
      const tips = hour.filter(isBranchTips).length;
      return [
        { name: 'github.requests.cold', value: cold.requests.length, unit: 'requests', bar: below(120) },
        { name: 'github.requests.cold_points', value: cold.points, unit: 'points' },
        { name: 'github.requests.warm_sent', value: warm.requests.length, unit: 'requests' },
        {
          name: 'github.requests.warm_charged',
          value: warm.requests.filter(isCharged).length,
          unit: 'requests',
          bar: below(15),
        },
        { name: 'github.requests.warm_points', value: warm.points, unit: 'points' },
        { name: 'github.requests.branch_tips_an_hour', value: tips, unit: 'requests' },
        { name: 'github.requests.warm_hour', value: hour.length, unit: 'requests', bar: below(500) },
      ];
    } finally {
      await source.stop();
    }
  },
};

/** The same at the latency of the real service, against a schedule in which only answers take time. */
export const githubWall: Bench = {
  name: 'github.wall',
  about: `a cold run at ${LATENCY_MS} ms a request against its ideal schedule, median of ${ROUNDS}`,
  async measure() {
    const source = await startSource('github', { profile: 'bench', latencyMs: LATENCY_MS, at: AT });
    try {
      const rounds: { readonly ms: number; readonly ideal: number }[] = [];
      for (let round = 0; round <= ROUNDS; round++) {
        const { ms, requests } = await (await preparedRun(source))(AT);
        // The first round warms the stand-in: its schema is built once.
        if (round > 0) rounds.push({ ms, ideal: idealMs(githubSteps(requests), LANES) });
      }
      return [
        { name: 'github.wall.cold', value: median(rounds.map(({ ms }) => ms)) / 1000, unit: 's', bar: below(120) },
        { name: 'github.wall.ideal', value: median(rounds.map(({ ideal }) => ideal)) / 1000, unit: 's' },
        {
          name: 'github.wall.ratio',
          value: median(rounds.map(({ ms, ideal }) => ms / ideal)),
          unit: 'x',
          bar: below(1.3),
        },
      ];
    } finally {
      await source.stop();
    }
  },
};

const below = (value: number): NonNullable<Figure['bar']> => ({ kind: 'below', value });
const isCharged = ({ method, status }: Asked) => method === 'POST' || status !== 304;
const isBranchTips = ({ body }: Asked) => /query\s*Branches/.test(body.json?.query ?? '');

/** Runs against one source that share what they keep between them. */
async function preparedRun(source: Awaited<ReturnType<typeof startSource>>) {
  const { default: manifest } = await import('../packages/collector-github/dist/index.js');
  const state = await memoryState();
  const token = source.env.GITHUB_TOKEN ?? '';
  let left: number | undefined;
  return async (startedAt: Date) => {
    await source.forget();
    await source.setClock(startedAt);
    const began = performance.now();
    const { quotas } = await collectOnce({
      manifest,
      config: source.collectors.github,
      secrets: { token },
      startedAt,
      state,
    });
    const ms = performance.now() - began;
    const quota = quotas.find(({ resource }) => resource === 'graphql');
    const points = (left ?? quota?.limit ?? Number.NaN) - (quota?.remaining ?? Number.NaN);
    left = quota?.remaining;
    return { ms, points, requests: await source.requests() };
  };
}
