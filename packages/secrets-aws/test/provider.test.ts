import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import pkg from '../package.json' with { type: 'json' };
import provider, { createSecretProvider, SecretError } from '../src/index.js';
import { askedIds, startAws } from './aws.js';

const sm = (id: string, key?: string) => ({ scheme: 'aws-sm', id, ...(key !== undefined && { key }) });
const ssm = (id: string) => ({ scheme: 'aws-ssm', id });

/** What a failing read says, and to a program. */
async function failureOf(read: Promise<string>) {
  const error: unknown = await read.catch((thrown: unknown) => thrown);
  if (!(error instanceof SecretError)) throw new Error('it did not fail with a SecretError');
  return { code: error.code, message: error.message, ...(error.hint !== undefined && { hint: error.hint }) };
}

test('the package declares the schemes that its default export resolves', () => {
  expect(pkg['metta-dd']).toEqual({
    apiVersion: provider.apiVersion,
    secrets: [{ schemes: ['aws-sm', 'aws-ssm'], module: './dist/index.js' }],
  });
});

test('reads a secret, a key of a JSON secret and a parameter', async () => {
  const { environment } = await startAws({
    secrets: { plain: 'v1', both: '{"keys": {"api": "v2", "port": 8125}}' },
    parameters: { '/metta/token': 'v3' },
  });
  const { resolve } = createSecretProvider();

  const values = await Promise.all([
    resolve(sm('plain'), { environment }),
    resolve(sm('both', 'keys.api'), { environment }),
    resolve(sm('both', 'keys.port'), { environment }),
    resolve(ssm('/metta/token'), { environment }),
  ]);

  expect(values).toEqual(['v1', 'v2', '8125', 'v3']);
});

test('asks once for a secret in a run, whichever of its keys are read, and again in the next', async () => {
  const aws = await startAws({ secrets: { both: '{"api": "a", "app": "b"}', other: 'c' } });
  const { resolve } = createSecretProvider();
  const run = async (environment: Readonly<Record<string, string>>) =>
    Promise.all([sm('both', 'api'), sm('both', 'app'), sm('other')].map((one) => resolve(one, { environment })));

  const first = await run(aws.environment);
  const again = await run(aws.environment);
  const askedInOneRun = askedIds(aws.standIn.requests);
  await run({ ...aws.environment });

  expect([first, again]).toEqual([
    ['a', 'b', 'c'],
    ['a', 'b', 'c'],
  ]);
  expect(askedInOneRun).toEqual(['both', 'other']);
  expect(aws.standIn.requests.length).toBe(4);
});

test('asks again for a value that was refused, and remembers the new one', async () => {
  const secrets: Record<string, string> = { key: 'old' };
  const { environment, standIn } = await startAws({ secrets });
  const { resolve } = createSecretProvider();
  const before = await resolve(sm('key'), { environment });
  secrets.key = 'new';

  const refreshed = await Promise.all([1, 2].map(() => resolve(sm('key'), { environment, fresh: true })));
  const after = await resolve(sm('key'), { environment });

  expect({ before, refreshed, after }).toEqual({ before: 'old', refreshed: ['new', 'new'], after: 'new' });
  expect(askedIds(standIn.requests)).toEqual(['key', 'key']);
});

test('a secret that is not there has a code of its own', async () => {
  const { environment } = await startAws({});
  const { resolve } = createSecretProvider();

  expect([
    await failureOf(resolve(sm('github/token'), { environment })),
    await failureOf(resolve(ssm('/github/token'), { environment })),
  ]).toEqual([
    {
      code: 'SECRET_NOT_FOUND',
      message: 'cannot read the secret github/token: AWS Secrets Manager in us-east-1 has none of that name',
    },
    {
      code: 'SECRET_NOT_FOUND',
      message:
        'cannot read the secret /github/token: AWS Systems Manager Parameter Store in us-east-1 has none of that name',
    },
  ]);
});

test('a secret that may not be read names the permission, and harms no other', async () => {
  const { environment } = await startAws({
    parameters: { '/open': 'v' },
    denied: ['secretsmanager:GetSecretValue'],
  });
  const { resolve } = createSecretProvider();

  const { code, hint } = await failureOf(resolve(sm('closed'), { environment }));
  const other = await resolve(ssm('/open'), { environment });

  expect({ code, hint, other }).toEqual({
    code: 'SECRET_DENIED',
    hint: 'allow secretsmanager:GetSecretValue on closed, and kms:Decrypt where a key of your own encrypts it',
    other: 'v',
  });
});

test('an outage is met once and told with one error', async () => {
  const aws = await startAws({ secrets: { a: '1', b: '2', c: '3' } });
  aws.standIn.faults.add({
    status: 400,
    body: '{"__type": "UnrecognizedClientException", "message": "no such token"}',
  });
  const { resolve } = createSecretProvider();
  const { environment } = aws;

  const errors = await Promise.all(
    ['a', 'b', 'c'].map((id) => resolve(sm(id), { environment }).catch((error: unknown) => error)),
  );
  const later = await resolve(sm('d'), { environment }).catch((error: unknown) => error);

  expect(new Set([...errors, later]).size).toBe(1);
  expect(later).toMatchObject({
    code: 'SECRET_PROVIDER_UNAVAILABLE',
    message: 'cannot ask AWS Secrets Manager in us-east-1: no such token',
    hint: 'check the AWS credentials with `aws sts get-caller-identity`, or set secrets.aws: off',
  });
  expect([...new Set(askedIds(aws.standIn.requests))]).toEqual(['a']);
});

test('an outage that is over does not outlive a fresh read', async () => {
  const aws = await startAws({ secrets: { a: '1', b: '2' } });
  aws.standIn.faults.add({ status: 400, body: '{"__type": "UnrecognizedClientException", "message": "no"}' });
  const { resolve } = createSecretProvider();
  const { environment } = aws;
  const { code } = await failureOf(resolve(sm('a'), { environment }));
  aws.standIn.faults.clear();

  const fresh = await resolve(sm('a'), { environment, fresh: true });
  const other = await resolve(sm('b'), { environment });

  expect({ code, fresh, other }).toEqual({ code: 'SECRET_PROVIDER_UNAVAILABLE', fresh: '1', other: '2' });
});

test('a service that nobody reaches is named with the reason', async () => {
  const aws = await startAws({});
  await aws.standIn.close();
  const { resolve } = createSecretProvider();

  const { code, message } = await failureOf(resolve(sm('a'), { environment: aws.environment }));

  expect(code).toBe('SECRET_PROVIDER_UNAVAILABLE');
  expect(message).toMatch(/^cannot ask AWS Secrets Manager in us-east-1: .*ECONNREFUSED/);
});

test('an ARN is read in its own region', async () => {
  const id = 'arn:aws:secretsmanager:eu-west-1:751442549699:secret:plain-AbCdEf';
  const { environment, standIn } = await startAws({ secrets: { plain: 'v' } });

  const value = await createSecretProvider().resolve(sm(id), { environment });

  expect(value).toBe('v');
  expect(standIn.requests.map(({ body }) => body.json)).toEqual([{ SecretId: id }]);
});

test('takes the role of a Kubernetes service account', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'metta-dd-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'token');
  writeFileSync(file, 'the-token-of-the-pod');
  const aws = await startAws({ secrets: { plain: 'v' } });

  const value = await createSecretProvider().resolve(sm('plain'), {
    environment: {
      AWS_ENDPOINT_URL: aws.standIn.url,
      AWS_REGION: 'us-east-1',
      AWS_ROLE_ARN: 'arn:aws:iam::751442549699:role/metta-dd',
      AWS_WEB_IDENTITY_TOKEN_FILE: file,
    },
  });

  expect(value).toBe('v');
  expect(aws.standIn.requests.map(({ path }) => path)).toEqual(['/', '/']);
});

test('a scheme of somebody else is refused', async () => {
  const read = createSecretProvider().resolve({ scheme: 'vault', id: 'a' }, { environment: {} });

  expect(await failureOf(read)).toEqual({
    code: 'SECRET_UNUSABLE',
    message: 'cannot resolve a reference of scheme vault: it is not aws-sm, aws-ssm',
  });
});
