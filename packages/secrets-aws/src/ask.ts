import { clientSettings, type Way } from './connection.js';
import { failureFor, PARAMETER_STORE, SECRETS_MANAGER } from './service.js';
import type { Stored } from './value.js';

/** Reads one secret with one request; throws a SecretError. */
export type Ask = (id: string) => Promise<Stored>;

/** The way to the service of a scheme in one region; `undefined` for a scheme that is none of AWS. */
export function askerOf(scheme: string, way: Way): Ask | undefined {
  if (scheme === 'aws-sm') return withClient(SECRETS_MANAGER, way.region, () => secretsManager(way));
  if (scheme === 'aws-ssm') return withClient(PARAMETER_STORE, way.region, () => parameterStore(way));
  return undefined;
}

type Read = (id: string) => Promise<Stored | undefined>;

function withClient(service: typeof SECRETS_MANAGER, region: string | undefined, open: () => Promise<Read>): Ask {
  let opened: Promise<Read> | undefined;
  return async (id) => {
    let stored: Stored | undefined;
    try {
      opened ??= open();
      stored = await (await opened)(id);
    } catch (cause) {
      throw failureFor(service, id, region, cause);
    }
    if (stored !== undefined) return stored;
    throw failureFor(service, id, region, new Error('the answer holds no secret'));
  };
}

async function secretsManager(way: Way): Promise<Read> {
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  const client = new SecretsManagerClient(await clientSettings('SECRETS_MANAGER', way));
  return async (id) => {
    const { SecretString, SecretBinary } = await client.send(new GetSecretValueCommand({ SecretId: id }));
    return SecretString ?? SecretBinary;
  };
}

async function parameterStore(way: Way): Promise<Read> {
  const { GetParameterCommand, SSMClient } = await import('@aws-sdk/client-ssm');
  const client = new SSMClient(await clientSettings('SSM', way));
  return async (id) => {
    const { Parameter } = await client.send(new GetParameterCommand({ Name: id, WithDecryption: true }));
    return Parameter?.Value;
  };
}
