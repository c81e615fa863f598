import { countIn, type Json, objectIn, requiredTextIn } from './json.js';

/** A deployment, reduced to what is counted. */
export interface Deployment {
  readonly uid: string;
  readonly namespace: string;
  /** How many pods it should have. */
  readonly replicas: number;
}

/** Reduces a deployment; absent replicas mean one. */
export function readDeployment(raw: Json): Deployment {
  const metadata = objectIn(raw, 'metadata');
  return {
    uid: requiredTextIn(metadata, 'uid'),
    namespace: requiredTextIn(metadata, 'namespace'),
    replicas: countIn(objectIn(raw, 'spec'), 'replicas') ?? 1,
  };
}
