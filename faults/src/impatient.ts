import asana from '@metta-dd/collector-asana';
import github from '@metta-dd/collector-github';
import k8s from '@metta-dd/collector-k8s';
import skypilot from '@metta-dd/collector-skypilot';
import wandb from '@metta-dd/collector-wandb';
import { type CollectorManifest, defineCollector } from '@metta-dd/core';
import { AsanaApi } from '../../packages/collector-asana/src/api.js';
import { GitHubApi } from '../../packages/collector-github/src/api.js';
import { K8sApi } from '../../packages/collector-k8s/src/api.js';
import { SkyPilotApi } from '../../packages/collector-skypilot/src/api.js';
import { WandbApi } from '../../packages/collector-wandb/src/api.js';

const sleep = async () => {};

const soon = (_ms: number, then: () => void) => {
  const handle = setImmediate(then);
  return () => clearImmediate(handle);
};

/** The collectors, with pauses and retries that take no time. */
export const impatientAsana: CollectorManifest = defineCollector({
  ...asana,
  open: async (run) => new AsanaApi(run, { after: soon, sleep }),
});
export const impatientGitHub: CollectorManifest = defineCollector({
  ...github,
  open: (run) => GitHubApi.open(run, { secondMs: 1, pauseMs: 1 }),
});
export const impatientK8s: CollectorManifest = defineCollector({ ...k8s, open: (run) => K8sApi.open(run, { sleep }) });
export const impatientSkyPilot: CollectorManifest = defineCollector({
  ...skypilot,
  open: (run) => SkyPilotApi.open(run, { sleep }),
});
export const impatientWandb: CollectorManifest = defineCollector({
  ...wandb,
  open: (run) => WandbApi.open(run, { sleep }),
});
