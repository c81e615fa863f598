import { expect, test } from 'vitest';
import { collected, valuesOf } from './collected.js';
import { sampleWorld } from './scenes.js';
import { served } from './servers.js';

// What `git log --numstat -M` says of the bundled history, by committer date.
const GOLDEN: readonly (readonly [end: string, ...values: number[]])[] = [
  ['2025-10-02T00:00:00Z', 150, 67_056, 59_006, 891, 18, 3, 1],
  ['2025-10-16T00:00:00Z', 58, 29_970, 21_161, 384, 13, 2, 1],
  ['2025-10-23T00:00:00Z', 91, 39_715, 15_545, 731, 18, 1, 0],
  ['2025-10-23T12:00:00Z', 85, 37_198, 15_131, 705, 18, 0, 0],
  ['2025-10-23T18:00:00Z', 87, 82_609, 41_799, 1055, 18, 0, 0],
  ['2025-10-23T18:20:00Z', 86, 82_600, 41_798, 1053, 18, 0, 0],
  ['2025-10-23T18:36:00Z', 84, 82_069, 41_634, 1052, 18, 0, 0],
  ['2025-10-24T00:00:00Z', 83, 63_138, 41_910, 994, 19, 0, 0],
  ['2025-10-30T00:00:00Z', 67, 67_910, 75_442, 984, 17, 0, 0],
  ['2025-11-05T00:00:00Z', 74, 30_123, 72_098, 1387, 17, 1, 0],
];

test.each(GOLDEN)('counts the week that ends %s as git does', { timeout: 30_000 }, async (end, ...golden) => {
  const at = new Date(end);
  const { url } = await served(await sampleWorld(1, at), undefined, at);

  const values = valuesOf(await collected({ url, startedAt: at }));

  expect([
    values['github.commits.total_7d'],
    values['github.code.lines_added_7d'],
    values['github.code.lines_deleted_7d'],
    values['github.code.files_changed_7d'],
    values['github.developers.active_7d'],
    values['github.commits.hotfix'],
    values['github.commits.reverts'],
  ]).toEqual(golden);
});
