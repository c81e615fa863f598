import { z } from 'zod';
import { parseQuantity } from './rules/quantity.js';

const percent = z.number().min(0).max(100);
const cpu = z.string().refine((text) => parseQuantity(text) !== undefined, 'a quantity, such as 10m');
const memory = z.string().refine((text) => parseQuantity(text) !== undefined, 'a quantity, such as 50Mi');
const namespace = z.string().regex(/^[a-z\d]([-a-z\d]*[a-z\d])?$/, 'the name of a namespace');

const thresholds = z.strictObject({
  overallocatedRatio: z
    .number()
    .gt(0)
    .max(1)
    .default(0.2)
    .describe('A pod that uses less than this share of its CPU or memory request is overallocated.'),
  idleCpu: cpu.default('1m').describe('An idle pod uses less CPU,'),
  idleMemory: memory.default('10Mi').describe('and less memory.'),
  lowCpu: cpu.default('10m').describe('Below this the CPU usage of a pod is low.'),
  lowMemory: memory.default('50Mi').describe('Below this the memory usage of a pod is low.'),
  highRestarts: z.int().min(0).default(5).describe('A pod with more restarts of one container has many.'),
  minPodAgeMinutes: z.number().min(0).default(0).describe('Younger pods have no part in what is said of usage.'),
  meteredNodesPct: percent
    .default(95)
    .describe('Share of the ready nodes with running pods that must tell usage; below it the answer is partial.'),
});

const byNamespace = z.strictObject({
  namespaces: z
    .array(namespace)
    .min(1)
    .optional()
    .describe('Namespaces told apart; all when absent. The others are `other`.'),
  maxValues: z
    .int()
    .min(1)
    .default(50)
    .describe('Namespaces told apart at most, those with the most; the rest is `other`.'),
});

/** Configuration of the Kubernetes collector: one cluster; a second cluster is a second instance. */
export const K8sConfig = z.strictObject({
  clusterName: z
    .string()
    .min(1)
    .describe('Name of the cluster, the tag `cluster`; nothing in a cluster tells its name.'),
  auth: z
    .enum(['auto', 'in-cluster', 'kubeconfig', 'token'])
    .default('auto')
    .describe(
      'How the cluster is reached. `auto`: with the token where `server` is set, by the kubeconfig where `context` is, ' +
        'as the service account inside a cluster, else by the kubeconfig.',
    ),
  kubeconfig: z
    .string()
    .min(1)
    .optional()
    .describe('Kubeconfig file, or several in the form of KUBECONFIG; `~/.kube/config` when absent.'),
  context: z.string().min(1).optional().describe('Context of the kubeconfig; its current one when absent.'),
  server: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('URL of the API server, for the secret `token`.'),
  caFile: z.string().min(1).optional().describe('PEM file of the authority of `server`.'),
  serviceHost: z.string().min(1).optional().describe('Address of the API server inside the cluster.'),
  servicePort: z.coerce
    .number()
    .int()
    .min(1)
    .max(65_535)
    .default(443)
    .describe('Port of the API server inside the cluster.'),
  serviceAccountDir: z
    .string()
    .min(1)
    .default('/var/run/secrets/kubernetes.io/serviceaccount')
    .describe('Folder with `token` and `ca.crt` inside the cluster.'),
  namespaces: z
    .array(namespace)
    .default([])
    .describe('Only these namespaces, for which a Role in each is enough; all when empty.'),
  excludeNamespaces: z.array(namespace).default([]).describe('Namespaces to leave out.'),
  labelSelector: z.string().min(1).optional().describe('Only pods and deployments with these labels.'),
  pageSize: z.int().min(1).max(5_000).default(500).describe('Objects asked for at once.'),
  usage: z.boolean().default(true).describe('Ask the metrics API what pods use.'),
  nodes: z.boolean().default(true).describe('List nodes, which takes a ClusterRole.'),
  gpuResources: z
    .array(z.string().min(1))
    .min(1)
    .default(['nvidia.com/gpu'])
    .describe('Resources that are GPUs; they are added up.'),
  byNamespace: byNamespace.optional().describe('Waste by namespace; without it there is none.'),
  thresholds: thresholds.prefault({}).describe('What counts as idle, low, overallocated and the like.'),
  timeoutSeconds: z.number().gt(0).default(30).describe('Longest wait for one answer.'),
});
export type K8sConfig = z.output<typeof K8sConfig>;
