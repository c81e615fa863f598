import { fileURLToPath } from 'node:url';
import { startStandIn } from '@metta-dd/local-datadog';
import { generateCluster, kubernetesHandler } from '@metta-dd/sandbox';
import type { Scene, Source, Subject } from '@metta-dd/test-kit';
import { K8sApi } from '../src/api.js';
import manifest from '../src/index.js';
