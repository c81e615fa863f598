import { type Answer, firstOf, type Handler, type Request, startStandIn } from '@metta-dd/local-datadog';
import { awsHandler, generateAwsWorld } from '@metta-dd/sandbox';
import { onTestFinished } from 'vitest';

export const KEY = 'AKIATESTTESTTESTTEST';
const AT = new Date('2025-10-23T18:36:00Z');
const ROLE_KEY = 'ASIAFORTHEROLE000000';

/** What the stand-in of AWS holds and refuses. */
export interface Scene {
  readonly secrets?: Readonly<Record<string, string>>;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly denied?: readonly string[];
}

/** Secrets Manager of the sandbox, Parameter Store, and the exchange of a web identity for a role's credentials. */
export async function startAws({ secrets = {}, parameters = {}, denied = [] }: Scene) {
  const world = { ...generateAwsWorld({ at: AT, seed: 1 }), secrets };
  const home = world.accounts[0]?.id ?? '';
  const aws = awsHandler(world, { keys: { [KEY]: home, [ROLE_KEY]: home }, denied });
  const standIn = await startStandIn({ handler: firstOf([webIdentity, parameterStore(parameters), aws]), now: AT });
  onTestFinished(() => standIn.close());
  const environment = {
    AWS_ENDPOINT_URL: standIn.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: KEY,
    AWS_SECRET_ACCESS_KEY: 'the-secret-of-the-key',
  };
  return { standIn, environment };
}

/** The ids that were asked for, in order. */
export function askedIds(requests: readonly { readonly body: { readonly json?: unknown } }[]): unknown[] {
  return requests.map(({ body: { json } }) => idIn(json));
}

function idIn(json: unknown): unknown {
  if (typeof json !== 'object' || json === null) return undefined;
  return 'SecretId' in json ? json.SecretId : 'Name' in json ? json.Name : undefined;
}

function parameterStore(parameters: Readonly<Record<string, string>>): Handler {
  return (request) => {
    if (request.headers['x-amz-target'] !== 'AmazonSSM.GetParameter') return undefined;
    const name = String(idIn(request.json()));
    const value = parameters[name];
    if (value === undefined) return refusal('ParameterNotFound');
    return json(200, { Parameter: { Name: name, Type: 'SecureString', Value: value, Version: 1 } });
  };
}

function refusal(type: string): Answer {
  return json(400, { __type: type, message: '' });
}

function json(status: number, body: object): Answer {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body };
}

function webIdentity({ body }: Request): Answer | undefined {
  const form = new URLSearchParams(body.toString());
  if (form.get('Action') !== 'AssumeRoleWithWebIdentity') return undefined;
  if (form.get('WebIdentityToken') !== 'the-token-of-the-pod') return { status: 403 };
  const credentials = `<AccessKeyId>${ROLE_KEY}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration>`;
  return {
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult><Credentials>${credentials}</Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`,
  };
}
