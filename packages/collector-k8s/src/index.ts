import { defineCollector } from '@metta-dd/core';
import { K8sConfig } from './config.js';
import { Cluster } from './datasets.js';
import { Deployments } from './metrics/deployments.js';
import { Nodes } from './metrics/nodes.js';
import { Pods } from './metrics/pods.js';
import { Resources } from './metrics/resources.js';
import { PodUsage } from './metrics/usage.js';

export default defineCollector({
  id: 'k8s',
  title: 'Kubernetes',
  config: K8sConfig,
  environment: {
    kubeconfig: ['KUBECONFIG'],
    serviceHost: ['KUBERNETES_SERVICE_HOST'],
    servicePort: ['KUBERNETES_SERVICE_PORT'],
  },
  secrets: { token: { env: ['KUBE_TOKEN'], optional: true } },
  collectors: [Resources, Pods, PodUsage, Deployments, Nodes],
  open: async (run) => (await import('./api.js')).K8sApi.open(run),
  targets: (api) => api.targets(),
  create: (api, run) => {
    const cluster = new Cluster(run, api);
    return [
      new Resources(run, cluster),
      new Pods(run, cluster),
      new PodUsage(run, cluster),
      new Deployments(run, cluster),
      new Nodes(run, cluster),
    ];
  },
});
