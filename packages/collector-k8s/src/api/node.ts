import { amountIn, type Json, listIn, objectIn, requiredTextIn } from './json.js';

/** A node, reduced to what is counted. */
export interface Node {
  readonly uid: string;
  readonly name: string;
  /** Its Ready condition is True; False, Unknown and absent are not. */
  readonly ready: boolean;
  readonly allocatableGpus: number;
}

/** Reduces nodes. */
export function nodeReader(gpuResources: readonly string[]): (raw: Json) => Node {
  return (raw) => {
    const metadata = objectIn(raw, 'metadata');
    const status = objectIn(raw, 'status');
    const allocatable = objectIn(status, 'allocatable');
    return {
      uid: requiredTextIn(metadata, 'uid'),
      name: requiredTextIn(metadata, 'name'),
      ready: listIn(status, 'conditions').some(({ type, status: value }) => type === 'Ready' && value === 'True'),
      allocatableGpus: gpuResources.reduce((sum, resource) => sum + amountIn(allocatable, resource, 0), 0),
    };
  };
}
