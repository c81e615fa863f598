import { startStandIn } from '@metta-dd/local-datadog';
import { generateCluster } from '../k8s/generate.js';
import { kubernetesHandler } from '../k8s/handler.js';
import type { Service } from './service.js';

const TOKEN = '7c41f09be25d4a8aa3f6d1c85b0e92d4';

/** The API server of a generated cluster, with metrics.k8s.io. */
export const k8s: Service = async ({ at, seed, port, latencyMs }) => {
  const world = generateCluster({ at, seed });
  const standIn = await startStandIn({ handler: kubernetesHandler(world, { token: TOKEN }), now: at, port, latencyMs });
  return {
    url: standIn.url,
    standIn,
    env: { KUBE_TOKEN: TOKEN },
    configuration: {
      collectors: { k8s: { clusterName: 'sandbox', auth: 'token', server: standIn.url, byNamespace: {} } },
    },
  };
};
