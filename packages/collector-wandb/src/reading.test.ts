import type { WandbOptions } from '@metta-dd/sandbox';
import { generateWandbWorld } from '@metta-dd/sandbox';
import { noDataOf } from '@metta-dd/test-kit';
import { describe, expect, it } from 'vitest';
import {
  API_KEY,
  AT,
  collected,
  collectedFrom,
  minutesAgo,
  runOf,
  serving,
  valuesOf,
  worldOf,
} from '../test/collected.js';

const DAY = 24 * 60;
const EVERYTHING = {
  summary: { accuracy: { keys: ['accuracy'] }, loss: { keys: ['loss'] } },
  gpu: { prices: { h100: 1 } },
};
const generated = generateWandbWorld({ at: AT, seed: 3, projects: 3, runs: 90 });
const reasons = (report: Awaited<ReturnType<typeof collected>>) =>
  report.failures.map(({ reason, hint }) => ({ reason, hint }));

describe('reading ended runs', () => {
  const modes: readonly NonNullable<WandbOptions['heartbeatFilter']>[] = ['ignored', 'refused', 'matches nothing'];

  it.each(modes)('gives the same where the filter by heartbeat is %s', async (heartbeatFilter) => {
    const config = { ...EVERYTHING, pageSize: 7 };
    const right = await serving(generated, {}, ({ url }) => collected({ url, config }));

    const report = await serving(generated, { heartbeatFilter }, ({ url }) => collected({ url, config }));

    expect(report.failures).toEqual([]);
    expect(report.series).toEqual(right.series);
  });

  it('stops at the window where it has to read by heartbeat', async () => {
    const runs = Array.from({ length: 60 }, (_, index) =>
      runOf({ name: `r${index}`, createdAt: minutesAgo(90 * DAY), heartbeatAt: minutesAgo(index * DAY) }),
    );

    await serving(worldOf(runs), { heartbeatFilter: 'ignored' }, async ({ url, requests }) => {
      const report = await collected({ url, config: { pageSize: 5 } });

      expect(valuesOf(report)['wandb.runs.completed_7d']).toBe(7);
      // The active runs, the filter that is ignored, and two pages by heartbeat.
      expect(requests.length).toBe(4);
    });
  });

  it('leaves runs without a heartbeat out and says so', async () => {
    const runs = [runOf({ name: 'a' }), runOf({ name: 'b', heartbeatAt: null })];

    const report = await collectedFrom(runs, {}, { heartbeatFilter: 'ignored' });

    expect(valuesOf(report)['wandb.runs.completed_7d']).toBe(1);
    expect(report.warnings.map(({ message }) => message)).toContain(
      'runs that ended without a heartbeat belong to no window',
    );
  });

  it('gives the same from a server of an older generation', async () => {
    const runs = generated.projects[0]?.runs.map((run) => ({ ...run, runInfo: null })) ?? [];
    const right = await collectedFrom(runs, EVERYTHING);

    const report = await collectedFrom(runs, EVERYTHING, { generation: 'old' });

    expect(report.failures).toEqual([]);
    expect(report.series).toEqual(right.series);
  });
});

describe('requests', () => {
  const asked = (config: Readonly<Record<string, unknown>>, options: WandbOptions = {}) =>
    serving(generated, options, async ({ url, requests }) => {
      const report = await collected({ url, config });
      return { asked: requests.length, told: report.requests, failures: report.failures };
    });

  it('are two for a project whose lists have one page each', async () => {
    expect(await asked({})).toEqual({ asked: 2, told: 2, failures: [] });
  });

  it('are two for each project, and one for the list of them', async () => {
    expect(await asked({ project: undefined, projects: [{}] })).toMatchObject({ asked: 7, failures: [] });
    expect(await asked({ project: undefined, projects: [{ include: ['m*', 'r*'], exclude: ['*h'] }] })).toMatchObject({
      asked: 3,
    });
  });

  it('are two more on a server that does not know everything', async () => {
    expect(await asked({}, { generation: 'old' })).toMatchObject({ asked: 5, failures: [] });
  });

  it('go below the path of a self-hosted server, with the key as Basic and no wider rights', async () => {
    await serving(generated, {}, async ({ url, requests }) => {
      const report = await collected({ url: `${url}/wandb/` });

      expect(report.failures).toEqual([]);
      expect(new Set(requests.map(({ path }) => path))).toEqual(new Set(['/wandb/graphql']));
      expect(requests[0]?.headers).not.toHaveProperty('use-admin-privileges');
    });
  });

  it('tell what is left, and wait where nothing is', async () => {
    const plenty = await serving(generated, { requestsPerWindow: 10 }, ({ url }) => collected({ url }));
    const little = await serving(generated, { requestsPerWindow: 1 }, ({ url }) => collected({ url }));

    expect(plenty.quotas).toMatchObject([{ resource: 'graphql', remaining: 800, limit: 1000 }]);
    expect(little.failures.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/429 rate limit exceeded, asks to wait 60 s/),
    ]);
  });
});

describe('several projects', () => {
  it('have settings of their own', async () => {
    const world = worldOf(
      [runOf({ name: 'a', state: 'running', heartbeatAt: minutesAgo(30), summary: { loss: 1, l2: 2 } })],
      [runOf({ name: 'a', state: 'running', heartbeatAt: minutesAgo(30), summary: { loss: 1, l2: 2 } })],
    );
    const projects = [
      { project: 'metta', staleAfter: '10m', summary: { loss: { keys: ['l2'] } } },
      { include: ['*'], summary: { loss: { keys: ['loss'] } } },
    ];

    const { series } = await serving(world, {}, ({ url }) =>
      collected({ url, config: { project: undefined, projects } }),
    );

    const of = (metric: string) =>
      series.filter((one) => one.metric === metric).map(({ tags, points }) => [tags.join(), points[0]?.[1]]);
    expect(of('wandb.runs.active')).toEqual([
      ['entity:acme,project:metta', 0],
      ['entity:acme,project:research', 1],
    ]);
    expect(of('wandb.metrics.latest_loss')).toEqual([
      ['entity:acme,project:metta', 2],
      ['entity:acme,project:research', 1],
    ]);
  });

  it('fail one by one: a project that is not there is no project without runs', async () => {
    const projects = [{ project: 'metta' }, { project: 'none' }];

    const report = await serving(generated, {}, ({ url }) =>
      collected({ url, config: { project: undefined, projects } }),
    );

    expect(report.state).toBe('partial');
    expect(new Set(report.failures.map(({ target }) => target?.project))).toEqual(new Set(['none']));
    expect(reasons(report)[0]).toEqual({
      reason: 'cannot fetch active runs: cannot list active runs of acme/none: there is no such project',
      hint: expect.stringContaining('check entity and project'),
    });
  });

  it('are an error where none is chosen, or the entity has none', async () => {
    const config = { project: undefined, projects: [{ include: ['nothing-*'] }] };

    const report = await serving(generated, {}, ({ url }) => collected({ url, config }));

    expect(report.failures.map(({ reason }) => reason)).toEqual([
      'cannot find projects of acme: none of 3 is included',
    ]);
  });
});

describe('credentials', () => {
  it('that are refused fail as such, by 401 or by a viewer of null', async () => {
    for (const nullViewer of [false, true]) {
      const report = await serving(generated, { nullViewer }, ({ url }) =>
        collected({ url, secrets: { apiKey: 'x'.repeat(40) } }),
      );

      expect(report.series).toEqual([]);
      expect(report.failures.every(({ authentication }) => authentication)).toBe(true);
      expect(reasons(report)[0]?.hint).toContain('set WANDB_API_KEY');
    }
  });

  it('that are missing are told before anything is asked', async () => {
    await serving(generated, {}, async ({ url, requests }) => {
      const report = await collected({ url, secrets: {} });

      expect(requests).toEqual([]);
      expect(reasons(report)).toEqual([
        {
          reason: 'cannot read Weights & Biases: there is no API key',
          hint: 'set WANDB_API_KEY, or `identityTokenFile` for an identity token',
        },
      ]);
    });
  });

  it('stand in no reason', async () => {
    const report = await serving(generated, { apiKey: 'another' }, ({ url }) => collected({ url }));

    expect(JSON.stringify(report)).not.toContain(API_KEY);
  });
});

describe('the clock', () => {
  it('makes what is present no data for another time, and leaves the windows', async () => {
    const startedAt = minutesAgo(2 * DAY);
    const runs = [runOf({ name: 'before', heartbeatAt: minutesAgo(3 * DAY) }), runOf({ name: 'after' })];

    const report = await serving(worldOf(runs), {}, ({ url }) => collected({ url, startedAt, config: EVERYTHING }));

    expect(valuesOf(report)['wandb.runs.completed_7d']).toBe(1);
    expect(Object.keys(noDataOf(report))).toEqual(
      expect.arrayContaining(['wandb.runs.active', 'wandb.runs.stale', 'wandb.training.gpu_utilization_pct']),
    );
    expect(Object.keys(valuesOf(report))).not.toContain('wandb.metrics.latest_loss');
  });
});
