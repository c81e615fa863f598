import { metricsOf } from '@metta-dd/core';
import type { FaultRule } from '@metta-dd/local-datadog';
import { generateWandbWorld } from '@metta-dd/sandbox';
import { NOTHING_SENT, OUTAGES } from '@metta-dd/test-kit';
import { describe, expect, it } from 'vitest';
import { AT, collected, runOf, serving, valuesOf, worldOf } from '../test/collected.js';
import { impatient } from '../test/impatient.js';

const EVERYTHING = {
  pageSize: 10,
  maxPages: 30,
  summary: { accuracy: { keys: ['accuracy'] }, loss: { keys: ['loss'] } },
  gpu: { prices: { h100: 1 } },
};
const METRICS = impatient.collectors
  .flatMap(metricsOf)
  .map(({ spec }) => spec.name)
  .toSorted();

const page = (nodes: readonly object[], pageInfo: object, more: object = {}) => ({
  data: {
    viewer: { id: 'u' },
    project: { runCount: nodes.length, runs: { edges: nodes.map((node) => ({ node })), pageInfo }, ...more },
  },
});
const wire = (name: string, over: object = {}) => ({
  name,
  displayName: null,
  state: 'finished',
  createdAt: '2026-11-19T00:00:00',
  heartbeatAt: '2026-11-20T00:00:00',
  tags: null,
  group: null,
  jobType: null,
  sweepName: null,
  summaryMetrics: null,
  config: '{}',
  runInfo: null,
  ...over,
});
const END = { endCursor: null, hasNextPage: false };

/** What every run ends in while this fault lasts. */
const FAULTS: Readonly<Record<string, FaultRule>> = {
  ...OUTAGES,
  'is reset half way': { truncate: 40, reset: true },
  'answers an endless page': { body: page([wire('a')], { endCursor: 'same', hasNextPage: true }) },
  'answers pages without a cursor': { body: page([wire('a')], { endCursor: null, hasNextPage: true }) },
  'refuses everything': {
    body: { data: { viewer: { id: 'u' }, project: null }, errors: [{ message: 'permission denied' }] },
  },
  'answers half of the data and an error': {
    body: { ...page([], END), errors: [{ message: 'timeout in runs', path: ['project', 'runs'] }] },
  },
  'has no project': { body: { data: { viewer: { id: 'u' }, project: null } } },
  'knows no viewer': { body: { data: { viewer: null, project: null } } },
  'answers null': { body: 'null' },
  'answers an empty object': { body: {} },
  'answers without runs': { body: { data: { viewer: { id: 'u' }, project: { runCount: 0, runs: null } } } },
  'announces more than it sends': { body: page([wire('a')], END, { runCount: 2 }) },
  'sends a run without a state': { body: page([wire('a', { state: null })], END) },
  'sends a run without a summary': { body: page([wire('a', { summaryMetrics: undefined })], END) },
  'sends a summary that is cut': { body: page([wire('a', { summaryMetrics: '{"a": 1' })], END) },
  'sends a summary that is a list': { body: page([wire('a', { summaryMetrics: '[1]' })], END) },
  'sends a time that is none': { body: page([wire('a', { heartbeatAt: 'soon' })], END) },
  'knows none of the fields': {
    status: 400,
    body: { errors: [{ message: 'Cannot query field "runs" on type "Project".' }] },
  },
};

describe.each(Object.entries(FAULTS))('a source that %s', (_name, rule) => {
  it('gives no value at all, and every metric is listed as failed', async () => {
    const world = generateWandbWorld({ at: AT, seed: 5, runs: 40 });

    const report = await serving(world, {}, ({ url, faults }) => {
      faults.add(rule);
      return collected({ url, config: EVERYTHING, events: NOTHING_SENT });
    });

    expect(report.series).toEqual([]);
    expect(report.failures.flatMap(({ metrics }) => metrics).toSorted()).toEqual(METRICS);
    expect(report.state).toBe('failed');
  });
});

describe('a failure', () => {
  const failing = (rule: FaultRule) =>
    serving(worldOf([runOf({ name: 'a' })]), {}, async ({ url, faults, requests }) => {
      faults.add(rule);
      const { failures } = await collected({ url, config: EVERYTHING });
      return { ...failures[0], requests: requests.length };
    });

  it('names what could not be read, and what to grant', async () => {
    expect(await failing({ status: 403, body: { errors: [{ message: 'permission denied' }] } })).toMatchObject({
      reason: 'cannot fetch active runs: cannot list active runs of acme/metta: 403 permission denied',
      hint: expect.stringContaining('give the owner of the API key access to the project'),
      authentication: true,
    });
    expect(await failing({ body: { data: null, errors: [{ message: 'permission denied' }] } })).toMatchObject({
      reason: 'cannot fetch active runs: cannot list active runs of acme/metta: permission denied',
      authentication: true,
    });
  });

  it('says where the base URL leads to a page', async () => {
    expect(await failing({ status: 200, body: '<!doctype html><title>W&B</title>' })).toMatchObject({
      reason: expect.stringContaining('200 with a page of HTML instead of JSON'),
      hint: 'check that WANDB_BASE_URL is the root of a W&B server',
    });
  });

  it('of a document that the server cannot take is tried once more, not for ever', async () => {
    // Twice the active runs, twice the ended ones with the filter, twice without.
    expect(await failing({ status: 500, body: {} })).toMatchObject({ requests: 6 });
  });

  it('of one list leaves the metrics of the other', async () => {
    const world = generateWandbWorld({ at: AT, seed: 5, runs: 40 });

    const report = await serving(world, {}, ({ url, faults }) => {
      faults.add({ match: { body: 'systemMetrics' }, status: 403, body: { message: 'denied' } });
      return collected({ url, config: EVERYTHING });
    });

    expect(report.state).toBe('partial');
    expect(report.failures.map(({ metrics }) => metrics)).toEqual([
      ['wandb.runs.active', 'wandb.runs.stale', 'wandb.metrics.latest_loss', 'wandb.training.gpu_utilization_pct'],
    ]);
  });

  it('of a page in the middle leaves no half of a list, and a passing one nothing', async () => {
    const world = generateWandbWorld({ at: AT, seed: 5, runs: 40 });
    const whole = await serving(world, {}, ({ url }) => collected({ url, config: EVERYTHING }));

    const report = await serving(world, {}, ({ url, faults }) => {
      faults.add({ status: 503, times: 2, body: {} });
      faults.add({ reset: true, times: 1 });
      faults.add({ status: 429, headers: { 'ratelimit-reset': '2' }, times: 1, body: {} });
      return collected({ url, config: EVERYTHING });
    });

    expect(report.failures).toEqual([]);
    expect(report.series).toEqual(whole.series);
  });

  it('is none where a list changed while it was read: it is read again', async () => {
    const world = worldOf([runOf({ name: 'a' })]);

    const report = await serving(world, {}, ({ url, faults }) => {
      const body = page([wire('b')], END, { runCount: 2 });
      faults.add({ match: { body: '$nin' }, body, times: 1 });
      return collected({ url, config: EVERYTHING });
    });

    expect(report.failures).toEqual([]);
    expect(valuesOf(report)['wandb.runs.completed_7d']).toBe(1);
  });

  it('is a list of more pages than configured', async () => {
    const world = generateWandbWorld({ at: AT, seed: 5, runs: 100 });

    const { failures } = await serving(world, {}, ({ url }) =>
      collected({ url, config: { ...EVERYTHING, pageSize: 5, maxPages: 3 } }),
    );

    expect(failures.map(({ reason }) => reason)).toContain(
      'cannot fetch ended runs: cannot list ended runs of acme/metta: more than 3 pages',
    );
  });
});
