import { AuthenticationError, causesOf, reasonOf, SourceError } from '@metta-dd/core';

/** A call to AWS, as its failure is told. */
export interface Call {
  /** The IAM action it takes. */
  readonly action: string;
  /** What follows "cannot": `list the instances of 123456789012 in us-east-1`. */
  readonly what: string;
  /** Whom AWS sees. */
  readonly identity: string;
}

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
const DENIED = new Set(['UnauthorizedOperation', 'AccessDenied', 'AccessDeniedException']);
const CREDENTIALS = new Set([
  'AuthFailure',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'IncompleteSignature',
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'CredentialsProviderError',
  'TokenProviderError',
]);
// Names that say nothing: the status says more.
const NAMELESS = new Set(['Unknown', 'UnknownError', 'Error', 'TypeError', 'SyntaxError', 'DOMException']);
const LONGEST_MESSAGE = 300;

class DeniedCall extends AuthenticationError {}

/** True where AWS knows the caller, and refused this one call. */
export function isDenied(thrown: unknown): boolean {
  return [...causesOf(thrown)].some((error) => error instanceof DeniedCall);
}

/** Does one call; a failure says what was tried, and where permissions lack, which and for whom. */
export async function attempt<T>(call: Call, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw failureOf(error, call);
  }
}

function failureOf(thrown: unknown, { action, what, identity }: Call): Error {
  if (thrown instanceof SourceError) return thrown;
  const { name, status } = factsOf(thrown);
  const code = NAMELESS.has(name) ? undefined : name;
  const said = [status, code].filter((part) => part !== undefined).join(' ');
  const message = `cannot ${what}: ${[said, messageOf(thrown)].filter((part) => part !== '').join(': ')}`;
  const facts = { ...(status !== undefined && { status }), cause: thrown };
  if (DENIED.has(name) || (code === undefined && status === 403))
    return new DeniedCall(message, { ...facts, hint: `allow ${action} on "*" to ${identity}` });
  if (name === 'OptInRequired')
    return new SourceError(message, { ...facts, hint: 'enable the region, or list the regions to read' });
  if (CREDENTIALS.has(name) || status === 401)
    return new AuthenticationError(message, { ...facts, hint: credentialsHint(name, identity) });
  return new SourceError(message, facts);
}

function credentialsHint(name: string, identity: string): string {
  if (name === 'CredentialsProviderError')
    return 'give AWS credentials: AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a role of the machine';
  if (name.includes('Expired')) return `sign in again: the credentials of ${identity} have expired`;
  if (name.includes('Signature')) return `check the secret access key of ${identity}`;
  return `check the credentials of ${identity}; AWS answers so in a region that is switched off, too`;
}

function factsOf(thrown: unknown): { readonly name: string; readonly status: number | undefined } {
  if (!(thrown instanceof Error)) return { name: 'Unknown', status: undefined };
  const { name } = thrown;
  const metadata = '$metadata' in thrown ? thrown.$metadata : undefined;
  const response = '$response' in thrown ? thrown.$response : undefined;
  const status = numberIn(metadata, 'httpStatusCode') ?? numberIn(response, 'statusCode');
  return { name, status };
}

function numberIn(holder: unknown, key: string): number | undefined {
  if (typeof holder !== 'object' || holder === null) return undefined;
  const value: unknown = Reflect.get(holder, key);
  return typeof value === 'number' ? value : undefined;
}

// AWS appends a kilobyte of encoded policy, and to a wrong signature the session token.
function messageOf(thrown: unknown): string {
  const [line = ''] = reasonOf(thrown).split(/\n|\s*Encoded authorization failure message|\s*Deserialization error/);
  const text = line === 'UnknownError' ? '' : line;
  return text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}…` : text;
}
