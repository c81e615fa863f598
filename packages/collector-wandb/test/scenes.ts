import { fileURLToPath } from 'node:url';
import { metricsOf } from '@metta-dd/core';
import { startStandIn } from '@metta-dd/local-datadog';
import { generateWandbWorld, wandbHandler } from '@metta-dd/sandbox';
import { type Scene, type Source, type Subject, sourceOf } from '@metta-dd/test-kit';
import { API_KEY, AT, worldOf } from './collected.js';
import { impatient } from './impatient.js';

const EVERYTHING = {
  summary: { accuracy: { keys: ['accuracy'] }, loss: { keys: ['loss'] } },
  gpu: { prices: { h100: 2.5, a100: 1.5 } },
};

async function start(scene: Scene): Promise<Source> {
  const projects = scene === 'two targets' ? 2 : 1;
  const world = scene === 'empty' ? worldOf([]) : generateWandbWorld({ at: AT, seed: 1, projects });
  const standIn = await startStandIn({ handler: wandbHandler(world, { apiKey: API_KEY }), now: AT });
  return sourceOf(standIn, {
    config: {
      projects: world.projects.map(({ entity, name }) => ({ entity, project: name })),
      baseUrl: standIn.url,
      pageSize: 5,
      ...EVERYTHING,
    },
    secrets: { apiKey: API_KEY },
    startedAt: AT,
  });
}

const names = impatient.collectors
  .flatMap(metricsOf)
  .filter(({ spec }) => !spec.event)
  .map(({ spec }) => spec.name);
const ofAlive = ['wandb.runs.active', 'wandb.runs.stale', 'wandb.training.gpu_utilization_pct'];
// The cursor of a second page of five.
const SECOND = Buffer.from('arrayconnection:4').toString('base64');

/** The collector, put to the suite that every collector passes. */
export const subject: Subject = {
  manifest: impatient,
  folder: fileURLToPath(new URL('..', import.meta.url)),
  start,
  secondPages: [
    {
      match: {
        body: `"filters":"{\\"state\\":{\\"$in\\":[\\"running\\",\\"preempting\\"]}}","order":"+created_at","first":5,"after":"${SECOND}"`,
      },
      metrics: [...ofAlive, 'wandb.metrics.latest_loss'],
    },
    {
      match: { body: `Z\\"}}]}","order":"+created_at","first":5,"after":"${SECOND}"` },
      metrics: names.filter((name) => !ofAlive.includes(name)),
    },
  ],
  secondTarget: { body: '"project":"research"' },
  maxSeries: names.length,
  numbersOfNothing: [
    'wandb.runs.active',
    'wandb.runs.stale',
    'wandb.runs.completed_7d',
    'wandb.runs.failed_7d',
    'wandb.runs.interrupted_7d',
    'wandb.training.gpu_hours',
    'wandb.training.cost_estimate_usd',
  ],
};
