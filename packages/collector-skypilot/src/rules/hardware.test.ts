import { describe, expect, test } from 'vitest';
import { acceleratorsIn, type Described, gpusOf, isAccelerator, type Pricing, pricingOf } from './hardware.js';

const dict = (value: Readonly<Record<string, number>>) => new Map(Object.entries(value));

describe('the GPUs of a task', () => {
  test.each<[string, Described, Readonly<Record<string, number>> | undefined]>([
    ['a live cluster', { accelerators: dict({ H100: 8 }), launched: '4x(gpus=H100:8, cpus=8)' }, { H100: 32 }],
    [
      'a live cluster whose nodes only the request tells',
      { accelerators: dict({ L4: 1 }), requested: '2x[L4:1]' },
      { L4: 2 },
    ],
    [
      'a live cluster whose nodes nobody tells',
      { accelerators: dict({ L4: 1 }), launched: '<initializing>' },
      undefined,
    ],
    ['launched resources', { launched: '2x[spot](gpus=A100-80GB:8, cpus=96, mem=1360, ...)' }, { 'A100-80GB': 16 }],
    ['launched fractions', { launched: '1x(gpus=T4:0.5, cpus=4, mem=16, disk=256)' }, { T4: 0.5 }],
    ['launched CPUs', { launched: '3x(cpus=8, mem=32, m6i.2xlarge, disk=256)', requested: '3x[L4:1]' }, {}],
    ['a request in place of what was launched', { launched: '1x[L4:1]', requested: '1x[L4:1]' }, { L4: 1 }],
    ['a request', { requested: '4x[H100:8][Spot]' }, { H100: 32 }],
    ['a request for CPUs', { requested: '1x[CPU:4+]' }, {}],
    ['a request for TPUs', { requested: '1x[tpu-v5e:8]' }, {}],
    ['alternatives', { requested: '1x[L4:1, A10G:1]' }, undefined],
    ['no accelerators of a cluster', { accelerators: dict({}), requested: '1x[L4:1]' }, { L4: 1 }],
    ['nothing', {}, undefined],
  ])('are told from %s', (_what, described, gpus) => {
    expect(gpusOf(described)).toEqual(gpus && dict(gpus));
  });
});

describe('the pricing of a task', () => {
  test.each<[Described, Pricing]>([
    [{ launched: '2x[spot](gpus=H100:8)', requested: '2x[H100:8]' }, 'spot'],
    [{ launched: '2x(gpus=H100:8)', requested: '2x[H100:8][Spot]' }, 'ondemand'],
    [{ requested: '1x[L4:1][Spot]' }, 'spot'],
    [{ requested: '1x[L4:1, A10G:1][Spot]' }, 'spot'],
    [{ requested: '1x[L4:1]' }, 'ondemand'],
    [{ requested: '1x[L4:1][On-demand|Spot]' }, 'unknown'],
    [{ launched: '1x[L4:1][Spot]' }, 'spot'],
    [{}, 'unknown'],
  ])('of %o is %s', (described, pricing) => {
    expect(pricingOf(described)).toBe(pricing);
  });
});

test('an accelerator is known by its whole name, in any case', () => {
  const found = ['L4', 'l4', 'L40S', 'A10', 'H100-80GB'].map((name) => isAccelerator(name, ['L4', 'H100-80gb']));

  expect(found).toEqual([true, true, false, false, true]);
});

test('accelerators are read as Python prints them', () => {
  const read = ["{'H100': 8}", "{'T4': 0.5}", '{"L4": 1}', 'None', ''].map((text) => [...acceleratorsIn(text)]);

  expect(read).toEqual([[['H100', 8]], [['T4', 0.5]], [['L4', 1]], [], []]);
});
