import { askerOf } from './ask.js';
import { regionOf, type Way } from './connection.js';
import type { Environment, SecretProvider } from './contract.js';
import { SecretError } from './failure.js';
import { Shelf } from './shelf.js';
import { secretText } from './value.js';

/** Reads Secrets Manager and Parameter Store: one request per secret and environment, and no client before the first. */
export function createSecretProvider(): SecretProvider {
  // Keyed by the environment, one object for one run: what is remembered goes when the run does.
  const runs = new WeakMap<Environment, Map<string, Shelf>>();
  return {
    apiVersion: 1,
    async resolve({ scheme, id, key }, { environment, fresh = false, warn, network = {} }) {
      const shelves = runs.get(environment) ?? new Map<string, Shelf>();
      runs.set(environment, shelves);
      const shelf = shelfOf(shelves, scheme, { environment, network, region: regionOf(id, environment) });
      const reference = key === undefined ? { id } : { id, key };
      return secretText(await shelf.read(id, fresh), reference, warn);
    },
  };
}

function shelfOf(shelves: Map<string, Shelf>, scheme: string, way: Way): Shelf {
  const name = `${scheme} ${way.region ?? ''}`;
  const known = shelves.get(name);
  if (known !== undefined) return known;
  const ask = askerOf(scheme, way);
  if (ask === undefined)
    throw new SecretError(
      'SECRET_UNUSABLE',
      `cannot resolve a reference of scheme ${scheme}: it is not aws-sm, aws-ssm`,
    );
  const shelf = new Shelf(ask);
  shelves.set(name, shelf);
  return shelf;
}
