import type { CollectorReport } from '@metta-dd/core/runtime';
import { faults } from './faults.js';
import { judge, type Outcome } from './oracle.js';
import type { Scene, Source } from './source.js';
import { tried, undisturbed } from './trial.js';

/** A source, and what a run without any fault says of it. */
export interface Ground {
  readonly source: Source;
  readonly scene: Scene;
  readonly truth: CollectorReport;
}

/** How a cell ends; `wrong` has what must never be. */
export interface Ending {
  readonly outcome: Outcome | '-';
  readonly wrong: readonly string[];
}

export async function groundOf(source: Source): Promise<Ground> {
  const scene = await source.open(1);
  return { source, scene, truth: await undisturbed(source, scene) };
}

/** Makes a fault, in all its forms, each in a run of its own. */
export async function endingOf(fault: string, { source, scene, truth }: Ground): Promise<Ending> {
  if (fault === TENFOLD) return tenfold(source);
  const attacks = faults.find(({ name }) => name === fault)?.attacks(source);
  if (attacks === undefined) throw new Error(`there is no fault "${fault}"`);
  if (attacks.length === 0) return { outcome: '-', wrong: [] };
  const wrong: string[] = [];
  let outcome: Outcome = 'same';
  for (const attack of attacks) {
    const { report, met } = await tried(source, scene, attack, `${source.id} ${fault}`);
    const judged = judge(truth, report);
    if (met === 0) wrong.push('the fault was never made');
    if ('wrong' in judged) wrong.push(...judged.wrong);
    else if (judged.outcome === 'absent') outcome = 'absent';
  }
  return { outcome, wrong };
}

const TENFOLD = 'ten times the data';
// Requests that do not depend on how much there is.
const COMMON_REQUESTS = 10;

/** Against ten times as much: everything comes, counted right, for at most ten times the requests. */
async function tenfold(source: Source): Promise<Ending> {
  const [small, large] = await Promise.all(source.tenfold.map((size) => collectedOf(source, size)));
  if (small === undefined || large === undefined) throw new Error('two sizes are needed');
  const metrics = new Set(large.report.series.map(({ metric }) => metric));
  const gone = new Set(small.report.series.map(({ metric }) => metric).filter((metric) => !metrics.has(metric)));
  const { metric, value } = large.scene.population;
  const counted = large.report.series
    .filter((series) => series.metric === metric)
    .reduce((sum, { points }) => sum + (points[0]?.[1] ?? 0), 0);
  const wrong = [
    ...large.report.failures.map(({ reason, metrics: lost }) => `${lost.join(', ')} failed: ${reason}`),
    ...[...gone].map((name) => `${name} is gone`),
    ...(counted === value && value > 0 ? [] : [`${metric} is ${counted} of ${value}`]),
    ...(large.report.requests <= 10 * small.report.requests + COMMON_REQUESTS
      ? []
      : [`${large.report.requests} requests after ${small.report.requests}`]),
  ];
  return { outcome: 'same', wrong };
}

async function collectedOf(source: Source, size: number) {
  const scene = await source.open(size);
  try {
    return { scene, report: await undisturbed(source, scene) };
  } finally {
    await scene.standIn.close();
  }
}
