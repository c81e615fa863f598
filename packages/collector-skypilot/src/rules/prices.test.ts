import { expect, test } from 'vitest';
import { clusterNameOf, priceOf } from './prices.js';

// As SkyPilot 0.14.1 names them.
test.each([
  ['train-a', 'train-a-7'],
  ['Sweep.Arena_1', 'sweep-arena-1-7'],
  ['exactly-twenty-five-chars', 'exactly-twenty-five-chars-7'],
  ['pretrain-navigation-world-model-85', 'pretrain-navigation-wo-9o-7'],
  ['a-name-of-twenty-five-char', 'a-name-of-twenty-five-ee-7'],
  ['twenty-two-characters-----and-more', 'twenty-two-characters-7i-7'],
])('the cluster of task %s of job 7 is %s', (task, name) => {
  expect(clusterNameOf(task, 7)).toBe(name);
});

test('a price is that of the report, else that of all GPUs, else none', () => {
  const gpus = new Map([
    ['H100', 16],
    ['L4', 1],
  ]);

  const prices = [
    priceOf({ dollars: 30, seconds: 1800 }, gpus, { h100: 2 }),
    priceOf({ seconds: 1800 }, gpus, { h100: 2, L4: 0.5 }),
    priceOf(undefined, gpus, { h100: 2 }),
    priceOf(undefined, new Map(), { h100: 2 }),
    priceOf(undefined, undefined, { h100: 2 }),
  ];

  expect(prices).toEqual([
    { dollarsPerHour: 60, source: 'cost_report' },
    { dollarsPerHour: 32.5, source: 'configured' },
    undefined,
    undefined,
    undefined,
  ]);
});
