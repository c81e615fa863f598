import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Check } from './check.js';
import { refuse } from './check.js';
import { collected, within } from './collected.js';
import type { Scene, Subject } from './subject.js';

/**
 * Golden runs: each folder of `cases/` names a scene in `case.json` (`{ "scene": "ordinary" }`) and holds in
 * `expected.json` the series (`[metric, tags, value]`), no data and failures that a run of it gives.
 */
export async function caseChecks(subject: Subject): Promise<readonly Check[]> {
  const folder = join(subject.folder, 'cases');
  const names = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  return names.map(({ name }) => ({
    name: `case ${name} gives what it gave`,
    run: async () => {
      const scene = sceneOf(JSON.parse(await readFile(join(folder, name, 'case.json'), 'utf8')), name);
      const expected = JSON.stringify(JSON.parse(await readFile(join(folder, name, 'expected.json'), 'utf8')));
      const given = JSON.stringify(await caseResult(subject, scene));
      if (given !== expected) refuse([`cases/${name}/expected.json differs from what the run gives:\n${given}`]);
    },
  }));
}

/** What stands in an `expected.json`. */
export function caseResult(subject: Subject, scene: Scene): Promise<object> {
  return within(subject, scene, async (source) => {
    const { series, noData, failures } = await collected(subject, source);
    return {
      series: series.map(({ metric, tags, points }) => [metric, tags.join(','), points[0]?.[1]]),
      noData: noData.map(({ metric, reason }) => [metric, reason]),
      failures: failures.map(({ metrics, reason }) => [metrics, reason]),
    };
  });
}

function sceneOf(value: unknown, name: string): Scene {
  const scene = typeof value === 'object' && value !== null && 'scene' in value ? value.scene : undefined;
  if (scene === 'ordinary' || scene === 'empty' || scene === 'two targets') return scene;
  throw new Error(`cases/${name}/case.json names no scene: ordinary, empty or two targets`);
}
