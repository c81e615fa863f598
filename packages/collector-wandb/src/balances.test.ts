import type { WandbRun } from '@metta-dd/sandbox';
import { noDataOf } from '@metta-dd/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collectedFrom, minutesAgo, runOf, valuesOf } from '../test/collected.js';

const MINUTES_OF_A_WEEK = 7 * 24 * 60;
const STATES = ['running', 'preempting', 'pending', 'finished', 'failed', 'crashed', 'killed', 'preempted'];
const number = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 'NaN', null, {}),
);

const runs: fc.Arbitrary<readonly WandbRun[]> = fc
  .array(
    fc.record({
      state: fc.constantFrom(...STATES),
      age: fc.integer({ min: 0, max: 2 * MINUTES_OF_A_WEEK }),
      accuracy: number,
      gpus: fc.option(fc.integer({ min: 0, max: 8 }), { nil: undefined }),
    }),
    { maxLength: 30 },
  )
  .map((drawn) =>
    drawn.map(({ state, age, accuracy, gpus }, index) =>
      runOf({
        name: `r${index}`,
        state,
        heartbeatAt: minutesAgo(age),
        createdAt: minutesAgo(age + 60),
        summary: { accuracy },
        config: gpus === undefined ? {} : { world_size: gpus },
      }),
    ),
  );

const inState = (all: readonly WandbRun[], ...states: readonly string[]) =>
  all.filter(({ state }) => states.includes(state));
const config = { pageSize: 4, summary: { accuracy: { keys: ['accuracy'] } } };

describe('the balances of a project', () => {
  it('hold for any runs', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(runs, async (all) => {
        const report = await collectedFrom(all, config);

        const value = (name: string) => valuesOf(report)[`wandb.${name}`];
        const isFresh = ({ heartbeatAt }: WandbRun) => (heartbeatAt ?? 0) >= minutesAgo(60);
        const ended = inState(all, 'finished', 'failed', 'crashed', 'killed', 'preempted').filter(
          ({ heartbeatAt }) => (heartbeatAt ?? 0) > minutesAgo(MINUTES_OF_A_WEEK),
        );
        expect(report.failures).toEqual([]);
        // Every run that is said to go on is active, stale, or preempting without a sign of life.
        const silent = inState(all, 'preempting').filter((run) => !isFresh(run)).length;
        expect((value('runs.active') ?? 0) + (value('runs.stale') ?? 0) + silent).toBe(
          inState(all, 'running', 'preempting').length,
        );
        expect(
          (value('runs.completed_7d') ?? 0) + (value('runs.failed_7d') ?? 0) + (value('runs.interrupted_7d') ?? 0),
        ).toBe(ended.length);
        const counted = ended.filter((run) => run.config.world_size !== undefined);
        const gpuHours = counted.reduce((sum, run) => sum + Number(run.config.world_size), 0);
        if (counted.length > 0 || ended.length === 0) expect(value('training.gpu_hours')).toBeCloseTo(gpuHours, 9);
        else expect(noDataOf(report)).toHaveProperty(['wandb.training.gpu_hours']);
        const [best, average] = [value('metrics.best_accuracy'), value('metrics.avg_accuracy_7d')];
        expect(best === undefined).toBe(average === undefined);
        if (best !== undefined && average !== undefined) expect(best).toBeGreaterThanOrEqual(average - 1e-12);
      }),
      { numRuns: 40 },
    );
  });
});
