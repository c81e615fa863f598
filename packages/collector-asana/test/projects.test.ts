import { describe, expect, test } from 'vitest';
import { collectedFrom, valuesOf } from './collected.js';
import { projectOf, worldOf } from './worlds.js';

const STATUSES = ['on_track', 'at_risk', 'off_track', 'on_hold', 'complete', 'dropped', 'none'];
const byStatus = (values: Readonly<Record<string, number>>, known = STATUSES) =>
  known.map((status) => values[`asana.projects.by_status{status:${status}}`]);

describe('projects', () => {
  test('are active unless archived or completed, and told apart by their latest status', async () => {
    const world = worldOf(
      [],
      [
        projectOf('1', { statusType: 'on_track' }),
        projectOf('2', { statusType: 'at_risk', statusColor: 'green' }),
        projectOf('3', { statusColor: 'red' }),
        projectOf('4'),
        projectOf('5', { statusType: 'on_track', completed: true }),
        projectOf('6', { statusType: 'on_track', archived: true }),
      ],
    );

    const values = valuesOf(await collectedFrom(world));

    expect(values).toMatchObject({
      'asana.projects.active': 4,
      'asana.projects.on_track': 1,
      'asana.projects.at_risk': 1,
      'asana.projects.off_track': 1,
    });
    expect(byStatus(values)).toEqual([1, 1, 1, 0, 0, 0, 1]);
  });

  test('with a status that nobody knows are other, so that all still add up', async () => {
    const world = worldOf([], [projectOf('1', { statusType: 'paused' }), projectOf('2')]);

    const values = valuesOf(await collectedFrom(world));

    expect(byStatus(values, [...STATUSES, 'other'])).toEqual([0, 0, 0, 0, 0, 0, 1, 1]);
    expect(values['asana.projects.active']).toBe(2);
  });

  test('that are none are zero', async () => {
    const values = valuesOf(await collectedFrom(worldOf([], [])));

    expect(values['asana.projects.active']).toBe(0);
    expect(byStatus(values)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });
});
