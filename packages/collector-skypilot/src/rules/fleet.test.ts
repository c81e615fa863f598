import { expect, test } from 'vitest';
import { fleetOf } from './fleet.js';

const worker = { pool: 'workers', accelerators: new Map([['L4', 4]]), launched: '1x(gpus=L4:4, cpus=8)' };

test('a worker of a pool counts once, whatever number of tasks it has', () => {
  const tasks = [
    { ...worker, cluster: 'w-1' },
    { ...worker, cluster: 'w-1' },
    { ...worker, cluster: 'w-2' },
    { requested: '1x[L4:1]' },
  ];

  expect(fleetOf(tasks)).toEqual({
    gpus: [
      { name: 'L4', count: 4, pricing: 'ondemand' },
      { name: 'L4', count: 4, pricing: 'ondemand' },
      { name: 'L4', count: 1, pricing: 'ondemand' },
    ],
    untold: 0,
  });
});

test('a worker without a name is not told, since it may stand twice', () => {
  expect(fleetOf([worker, { pool: 'workers', requested: '1x[L4:1]' }])).toEqual({
    gpus: [{ name: 'L4', count: 1, pricing: 'ondemand' }],
    untold: 1,
  });
});
