import { metric } from '@metta-dd/core';
import type { Pod } from '../api/pod.js';
import { ClusterCollector } from './cluster-collector.js';

const needs = ['pods:list'];

// The first six are of https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/images/types.go
const IMAGE_ERRORS = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'ImageInspectError',
  'RegistryUnavailable',
  'SignatureValidationFailed',
]);

/** How the pods of a cluster fare; each pod counts once, with its init containers. */
export class Pods extends ClusterCollector {
  @metric('k8s.pods.crash_looping', {
    unit: 'item',
    description: 'Pods with a container, init containers included, that waits in CrashLoopBackOff.',
    needs,
    present: true,
  })
  crashLooping() {
    return this.#count(({ waiting }) => waiting.includes('CrashLoopBackOff'));
  }

  @metric('k8s.pods.failed', {
    unit: 'item',
    description: 'Pods in the phase Failed, until they are collected as garbage.',
    needs,
    present: true,
  })
  failed() {
    return this.#count(({ phase }) => phase === 'Failed');
  }

  @metric('k8s.pods.pending', { unit: 'item', description: 'Pods in the phase Pending.', needs, present: true })
  pending() {
    return this.#count(({ phase }) => phase === 'Pending');
  }

  @metric('k8s.pods.unschedulable', {
    unit: 'item',
    description: 'Pending pods that the scheduler rejected; those held back by a scheduling gate are not among them.',
    needs,
    present: true,
  })
  unschedulable() {
    return this.#count(({ phase, unschedulable }) => phase === 'Pending' && unschedulable);
  }

  @metric('k8s.pods.oomkilled_24h', {
    unit: 'item',
    description:
      'Pods with a container that was OOMKilled within 24 hours: a lower bound, since Kubernetes keeps only the last ' +
      'termination and forgets deleted pods.',
    needs,
    present: true,
  })
  oomKilled() {
    return this.#count(
      ({ oomKilledAt }) => oomKilledAt !== undefined && this.inWindow(new Date(oomKilledAt * 1000), 1),
    );
  }

  @metric('k8s.pods.high_restarts', {
    unit: 'item',
    description: 'Pods with a container that restarted more than 5 times (or as configured) in its life.',
    needs,
    present: true,
  })
  highRestarts() {
    return this.#count(({ restarts }) => restarts > this.run.config.thresholds.highRestarts);
  }

  @metric('k8s.pods.image_pull_errors', {
    unit: 'item',
    description: 'Pods with a container, init containers included, that waits for an image it cannot have.',
    needs,
    present: true,
  })
  imagePullErrors() {
    return this.#count(({ waiting }) => waiting.some((reason) => IMAGE_ERRORS.has(reason)));
  }

  @metric('k8s.gpus.requested', {
    unit: 'item',
    description: 'GPUs (nvidia.com/gpu, or as configured) that running pods request.',
    needs,
    present: true,
  })
  async gpusRequested() {
    const running = (await this.cluster.pods()).filter(({ phase }) => phase === 'Running');
    return running.reduce((sum, { gpus }) => sum + gpus, 0);
  }

  async #count(matches: (pod: Pod) => boolean) {
    return (await this.cluster.pods()).filter(matches).length;
  }
}
