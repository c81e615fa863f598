import { reasonOf } from '@metta-dd/core';
import { SecretError } from './failure.js';

/** One AWS service that holds secrets, and how it words its refusals. */
export interface Service {
  readonly title: string;
  /** The IAM action that reads one secret. */
  readonly action: string;
  /** The names of its errors for a secret that it does not have. */
  readonly missing: readonly string[];
  /** The names of its errors for a secret that is there and cannot be read. */
  readonly unusable: readonly string[];
}

export const SECRETS_MANAGER: Service = {
  title: 'AWS Secrets Manager',
  action: 'secretsmanager:GetSecretValue',
  missing: ['ResourceNotFoundException'],
  unusable: ['DecryptionFailure', 'InvalidParameterException', 'InvalidRequestException', 'ValidationException'],
};

export const PARAMETER_STORE: Service = {
  title: 'AWS Systems Manager Parameter Store',
  action: 'ssm:GetParameter',
  missing: ['ParameterNotFound', 'ParameterVersionNotFound'],
  unusable: ['InvalidKeyId', 'ValidationException'],
};

/** The error for one secret, or for the whole service where nothing can be read of it. */
export function failureFor(service: Service, id: string, region: string | undefined, cause: unknown): SecretError {
  const name = cause instanceof Error ? cause.name : '';
  const object = `the secret ${id}`;
  const where = `${service.title}${region === undefined ? '' : ` in ${region}`}`;
  if (service.missing.includes(name))
    return new SecretError('SECRET_NOT_FOUND', `cannot read ${object}: ${where} has none of that name`, { cause });
  if (name === 'AccessDeniedException')
    return new SecretError('SECRET_DENIED', `cannot read ${object}: ${reasonOf(cause)}`, {
      hint: `allow ${service.action} on ${id}, and kms:Decrypt where a key of your own encrypts it`,
      cause,
    });
  if (service.unusable.includes(name))
    return new SecretError('SECRET_UNUSABLE', `cannot read ${object}: ${reasonOf(cause)}`, { cause });
  return new SecretError('SECRET_PROVIDER_UNAVAILABLE', `cannot ask ${where}: ${outageReason(cause)}`, {
    hint: outageHint(cause),
    cause,
  });
}

// An AggregateError of several refused addresses has an empty message, and the errors of AWS may have only a name.
function outageReason(cause: unknown): string {
  const reason = reasonOf(cause);
  if (!(cause instanceof Error)) return reason;
  if (cause instanceof AggregateError && cause.message === '') return reasonOf(cause.errors[0]);
  return reason === '' || reason === 'UnknownError' ? statusOf(cause) : reason;
}

function statusOf(cause: Error): string {
  const metadata = '$metadata' in cause ? cause.$metadata : undefined;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return cause.name;
  return `${String(metadata.httpStatusCode)} ${cause.name}`;
}

function outageHint(cause: unknown): string {
  const name = cause instanceof Error ? cause.name : '';
  if (/credential|token|signature|security|unrecognizedclient/i.test(name))
    return 'check the AWS credentials with `aws sts get-caller-identity`, or set secrets.aws: off';
  if (/region is missing/i.test(reasonOf(cause))) return 'set AWS_REGION';
  return 'check AWS_REGION, AWS_ENDPOINT_URL and the proxy, or set secrets.aws: off';
}
