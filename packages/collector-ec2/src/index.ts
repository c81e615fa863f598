import { defineCollector } from '@metta-dd/core';
import type { Ec2Api, Target } from './api.js';
import { Ec2Config } from './config.js';
import { RegionDatasets } from './datasets.js';
import { Capacity } from './metrics/capacity.js';
import { Cost } from './metrics/cost.js';
import { Ebs } from './metrics/ebs.js';
import { Idle } from './metrics/idle.js';
import { Instances } from './metrics/instances.js';

// AWS throttles each account and region on its own, so the width is for the sake of memory.
const PARALLEL_REGIONS = 4;

export default defineCollector({
  id: 'ec2',
  title: 'EC2',
  config: Ec2Config,
  environment: { region: ['AWS_REGION', 'AWS_DEFAULT_REGION'] },
  hosts: ['amazonaws.com', 'amazonaws.com.cn', 'amazonaws.eu'],
  // The AWS environment is asked for credentials by AWS's own rules; these are for who will not have it asked.
  secrets: {
    accessKeyId: { env: [], optional: true },
    secretAccessKey: { env: [], optional: true },
    sessionToken: { env: [], optional: true },
  },
  collectors: [Instances, Capacity, Idle, Ebs, Cost],
  parallelTargets: PARALLEL_REGIONS,
  open: async (run) => new (await import('./api.js')).Ec2Api(run),
  targets: (api: Ec2Api): Promise<readonly Target[]> => api.targets(),
  create: (api, run, target) => {
    const datasets = new RegionDatasets(run, api.region(target));
    return [Instances, Capacity, Idle, Ebs, Cost].map((Part) => new Part(run, datasets));
  },
});
