import { createHash } from 'node:crypto';
import { type AwsCall, assumedKey } from './call.js';
import { AwsRefusal } from './refusal.js';
import type { AwsWorld } from './world.js';
import type { Content } from './xml.js';

const ROLE = /^arn:aws:iam::(\d{12}):role\/(.+)$/;
const SECONDS = 3600;

/** The result of one operation of STS; `undefined` for an operation that is not known. */
export function answerSts(call: AwsCall, world: AwsWorld): Record<string, Content> | undefined {
  switch (call.operation) {
    case 'GetCallerIdentity':
      return {
        Arn: `arn:aws:iam::${call.account.id}:user/metta`,
        UserId: `AIDA${call.account.id}`,
        Account: call.account.id,
      };
    case 'AssumeRole':
      return assumeRole(call, world);
    default:
      return undefined;
  }
}

function assumeRole({ form, signedAt, account }: AwsCall, world: AwsWorld): Record<string, Content> {
  const arn = form.get('RoleArn') ?? '';
  const session = form.get('RoleSessionName') ?? '';
  const [, accountId = '', name = ''] = ROLE.exec(arn) ?? [];
  const role = world.accounts.find(({ id }) => id === accountId)?.roles.find((one) => one.name === name);
  if (role === undefined || (role.externalId !== undefined && role.externalId !== form.get('ExternalId')))
    throw new AwsRefusal(
      403,
      'AccessDenied',
      `User: arn:aws:iam::${account.id}:user/metta is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
    );
  return {
    Credentials: {
      AccessKeyId: assumedKey(accountId),
      // Nothing of the account may show in it: what hides secrets would hide the account, too.
      SecretAccessKey: secretOf(arn, 'key').slice(0, 40),
      SessionToken: secretOf(arn, 'session'),
      // By the caller's clock: it is the caller who judges what has expired, and the sandbox may live in another year.
      Expiration: new Date(signedAt.getTime() + SECONDS * 1000),
    },
    AssumedRoleUser: {
      AssumedRoleId: `AROA${accountId}:${session}`,
      Arn: `arn:aws:sts::${accountId}:assumed-role/${name}/${session}`,
    },
  };
}

const secretOf = (arn: string, kind: string) => createHash('sha256').update(`${arn} ${kind}`).digest('base64');
