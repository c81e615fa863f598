import type { Quota } from '@metta-dd/core';
import { describe, expect, test } from 'vitest';
import { Budget } from './budget.js';

function answer(remaining: number, { status = 200, resource = 'core' } = {}): Response {
  const headers = {
    'x-ratelimit-resource': resource,
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-limit': '5000',
    'x-ratelimit-reset': String(Date.UTC(2025, 9, 23, 19, 36) / 1000),
  };
  return new Response(status === 304 ? null : '{}', { status, headers });
}

function budgetOf(limits: { maxRequests?: number } = {}) {
  const quotas: Quota[] = [];
  return { budget: new Budget({ minRemainingPct: 20, ...limits }, (quota) => void quotas.push(quota)), quotas };
}

describe('a budget', () => {
  test('admits everything while nothing is known, as of a server without limits', () => {
    const { budget, quotas } = budgetOf();

    budget.observe(new Response('{}'));

    expect(budget.refusal('core')).toBeUndefined();
    expect(quotas).toEqual([]);
  });

  test('leaves the reserve to others, and says until when', () => {
    const { budget } = budgetOf();

    budget.observe(answer(1000));

    expect(() => budget.take('core', 'core')).toThrow(
      '1000 of 5000 requests are left until 19:36 UTC, and 20 % stay in reserve',
    );
    expect(budget.refusal('graphql')).toBeUndefined();
  });

  test('stops the less important purposes earlier', () => {
    const { budget } = budgetOf();

    budget.observe(answer(1250));

    const refused = (['core', 'runs', 'attempts', 'jobs', 'branches'] as const).map(
      (purpose) => budget.refusal('core', purpose) !== undefined,
    );
    expect(refused).toEqual([false, false, false, true, true]);
  });

  test('counts what is under way', () => {
    const { budget } = budgetOf();
    budget.observe(answer(1001));

    const done = budget.take('core', 'core');
    const during = budget.refusal('core');
    done();

    expect(during).toMatch('stay in reserve');
    expect(budget.refusal('core')).toBeUndefined();
  });

  test('ends at the requests that a run may make', () => {
    const { budget } = budgetOf({ maxRequests: 1 });

    budget.take('core', 'core')();

    expect(() => budget.take('graphql', 'core')).toThrow(
      'the run has made the 1 requests that budget.maxRequests allows',
    );
  });

  test('tells of every quota, but takes no refused answer for the reserve', () => {
    const { budget, quotas } = budgetOf();

    budget.observe(answer(0, { status: 403 }));

    expect(budget.refusal('core')).toBeUndefined();
    expect(quotas).toEqual([
      { resource: 'core', remaining: 0, limit: 5000, resetsAt: new Date('2025-10-23T19:36:00Z') },
    ]);
  });

  test('reads an unchanged answer', () => {
    const { budget } = budgetOf();

    budget.observe(answer(3, { status: 304 }));

    expect(budget.refusal('core')).toMatch('3 of 5000');
  });
});
