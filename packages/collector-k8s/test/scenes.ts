import { fileURLToPath } from 'node:url';
import { metricsOf } from '@metta-dd/core';
import { startStandIn } from '@metta-dd/local-datadog';
import { generateCluster, kubernetesHandler } from '@metta-dd/sandbox';
import { type Scene, type Source, type Subject, sourceOf } from '@metta-dd/test-kit';
import { AT, EMPTY, TOKEN } from './collected.js';
import { impatient } from './impatient.js';

async function start(scene: Scene): Promise<Source> {
  const world = scene === 'empty' ? EMPTY : generateCluster({ at: AT, seed: 1, pods: 150 });
  const standIn = await startStandIn({ handler: kubernetesHandler(world, { token: TOKEN }), now: AT });
  return sourceOf(standIn, {
    config: { clusterName: 'test', auth: 'token', server: standIn.url, pageSize: 5, byNamespace: { maxValues: 3 } },
    secrets: { token: TOKEN },
    startedAt: AT,
  });
}

const names = impatient.collectors.flatMap(metricsOf).map(({ spec }) => spec.name);
const ofNodes = ['k8s.nodes.total', 'k8s.nodes.not_ready', 'k8s.gpus.allocatable'];
const ofDeployments = ['k8s.deployments.zero_replicas'];
const secondPage = (path: string) => ({ path, query: { continue: '*' } });

/** The collector, put to the suite that every collector passes. */
export const subject: Subject = {
  manifest: impatient,
  folder: fileURLToPath(new URL('..', import.meta.url)),
  start,
  secondPages: [
    {
      match: secondPage('/api/v1/pods'),
      metrics: names.filter((name) => !ofNodes.includes(name) && !ofDeployments.includes(name)),
    },
    { match: secondPage('/api/v1/nodes'), metrics: ofNodes },
    { match: secondPage('/apis/apps/v1/deployments'), metrics: ofDeployments },
  ],
  maxSeries: names.length + 6,
  numbersOfNothing: names.filter((name) => !/efficiency|by_namespace/.test(name)),
};
