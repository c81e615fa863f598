import type { AwsCall } from './call.js';
import { AwsRefusal } from './refusal.js';
import type { AwsWorld } from './world.js';

const CREATED_AT = 1_735_689_600;

/** The answer of GetSecretValue; `undefined` for another operation. */
export function answerSecrets({ operation, json, account, regionName }: AwsCall, world: AwsWorld): object | undefined {
  if (operation !== 'GetSecretValue') return undefined;
  const id = String(json.SecretId);
  const name = id.replace(/^arn:aws:secretsmanager:[^:]+:\d+:secret:/, '').replace(/-[A-Za-z0-9]{6}$/, '');
  const found = world.secrets[id] ?? world.secrets[name];
  if (found === undefined || account !== world.accounts[0])
    throw new AwsRefusal(400, 'ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  return {
    ARN: `arn:aws:secretsmanager:${regionName}:${account.id}:secret:${name}-Sandbx`,
    Name: name,
    VersionId: '3f1c0b7e-5a94-4f0e-9c50-6b8a0c6f0d11',
    SecretString: found,
    VersionStages: ['AWSCURRENT'],
    CreatedDate: CREATED_AT,
  };
}
