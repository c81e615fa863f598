import { describe, expect, it } from 'vitest';
import { WandbConfig } from '../config.js';
import { runTypeOf } from './run-types.js';

const { runTypes } = WandbConfig.parse({ entity: 'acme', project: 'metta' });
const run = { displayName: '', tags: [], group: '', jobType: '', isInSweep: false, config: {} };

describe('the type of a run', () => {
  it.each([
    ['github.sky.main.7', 'ptm'],
    ['github.sky.sweep.7', 'ptm'],
    ['ada.sweep_3', 'sweep'],
    ['nightly-stable', 'stable'],
    ['unstable', 'other'],
    ['stability.test', 'other'],
    ['local.ada', 'local'],
    ['locality-study', 'other'],
    ['', 'other'],
  ])('of %s is %s', (displayName, type) => {
    expect(runTypeOf({ ...run, displayName }, runTypes)).toBe(type);
  });

  it('is sweep within a sweep, whatever the name', () => {
    expect(runTypeOf({ ...run, displayName: 'local.ada', isInSweep: true }, runTypes)).toBe('sweep');
  });

  it('may come from tag, group, job type and configuration, which must all hold', () => {
    const rules = [
      { type: 'big', tag: 'nightly', group: '^g', jobType: 'train$', config: { 'trainer.nodes': 4 } },
      { type: 'small', sweep: false },
    ];
    const whole = { ...run, tags: ['nightly'], group: 'g1', jobType: 'pretrain', config: { trainer: { nodes: 4 } } };

    expect(runTypeOf(whole, rules)).toBe('big');
    expect(runTypeOf({ ...whole, tags: [] }, rules)).toBe('small');
    expect(runTypeOf({ ...whole, config: {} }, rules)).toBe('small');
    expect(runTypeOf({ ...whole, config: {}, isInSweep: true }, rules)).toBe('other');
  });
});
