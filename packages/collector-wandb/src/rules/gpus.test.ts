import { describe, expect, it } from 'vitest';
import { costOf, gpuCountOf, gpuModel } from './gpus.js';
import type { Run } from './run.js';

describe('the model of a GPU', () => {
  it.each([
    ['NVIDIA H100 80GB HBM3', 'h100'],
    ['NVIDIA A100-SXM4-80GB', 'a100'],
    ['Tesla V100-SXM2-16GB', 'v100'],
    ['NVIDIA GH200 480GB', 'gh200'],
    ['NVIDIA L40S', 'l40s'],
    ['Tesla T4', 't4'],
    ['NVIDIA A10G', 'a10g'],
    ['NVIDIA GeForce RTX 4090', 'rtx4090'],
    ['NVIDIA RTX 6000 Ada Generation', 'rtx6000'],
    ['NVIDIA RTX A6000', 'a6000'],
    ['AMD Instinct MI300X', 'mi300x'],
    ['Some Board', 'some board'],
  ])('of %s is %s', (name, model) => {
    expect(gpuModel(name)).toBe(model);
  });
});

describe('the number of GPUs', () => {
  const places = ['config.world_size', 'runInfo.gpuCount'];

  it.each([
    [{ config: { world_size: 16 }, gpuCount: 8 }, 16],
    [{ config: {}, gpuCount: 8 }, 8],
    [{ config: { world_size: 'sixteen' }, gpuCount: 8 }, 8],
    [{ config: { world_size: 1.5 }, gpuCount: undefined }, undefined],
    [{ config: { world_size: -1 }, gpuCount: 0 }, 0],
  ])('of %j is %s', (run, count) => {
    expect(gpuCountOf(run, places)).toBe(count);
  });
});

describe('the cost of GPU hours', () => {
  const run = (gpuModel: string | undefined): Run => ({
    id: 'r',
    displayName: '',
    state: 'finished',
    createdAt: new Date(0),
    heartbeatAt: new Date(0),
    tags: [],
    group: '',
    jobType: '',
    isInSweep: false,
    numbers: new Map(),
    runtimeSeconds: 1,
    config: {},
    gpuModel,
    gpuCount: undefined,
    gpuUtilization: [],
  });

  it('goes by the whole name before the model, and counts what it leaves out', () => {
    const known = [
      { run: run('NVIDIA H100 80GB HBM3'), hours: 10 },
      { run: run('NVIDIA A100-SXM4-40GB'), hours: 10 },
      { run: run('NVIDIA L4'), hours: 10 },
      { run: run(undefined), hours: 10 },
      { run: run(undefined), hours: 0 },
    ];

    const cost = costOf({ known, unknown: 2 }, { H100: 2, a100: 1.5, 'nvidia a100-sxm4-40gb': 1 });

    expect(cost).toEqual({ dollars: 30, priced: 3, unpriced: 4 });
  });
});
