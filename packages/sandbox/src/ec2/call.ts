import type { Request } from '@metta-dd/local-datadog';
import type { AwsOptions } from './options.js';
import { AwsRefusal } from './refusal.js';
import type { AwsAccount, AwsRegion, AwsWorld } from './world.js';

/** One call, as its signature says who calls what and where. */
export interface AwsCall {
  readonly service: string;
  readonly regionName: string;
  readonly account: AwsAccount;
  readonly operation: string;
  /** Parameters of a form; empty for JSON. */
  readonly form: URLSearchParams;
  /** Parameters of JSON; empty for a form. */
  readonly json: Readonly<Record<string, unknown>>;
  /** The caller's own clock, which its signature tells. */
  readonly signedAt: Date;
}

const SCOPE = /Credential=([^/,\s]+)\/\d{8}\/([\w-]+)\/([\w-]+)\/aws4_request/;
const SIGNED_AT = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
const ASSUMED = /^ASIA0000(\d{12})$/;
const SERVICES: Readonly<Record<string, string>> = { monitoring: 'cloudwatch' };

/** The access key id of a role's credentials: it names the account, so that nothing has to be remembered. */
export function assumedKey(accountId: string): string {
  return `ASIA0000${accountId}`;
}

/** Reads who calls what; `undefined` for what is no signed call, a refusal for unknown keys and missing permissions. */
export function readCall(request: Request, world: AwsWorld, options: AwsOptions): AwsCall | undefined {
  const [, key = '', regionName = '', signedFor = ''] = SCOPE.exec(request.headers.authorization ?? '') ?? [];
  const target = request.headers['x-amz-target'];
  const form = new URLSearchParams(typeof target === 'string' ? '' : request.body.toString());
  const operation = typeof target === 'string' ? target.split('.').at(-1) : form.get('Action');
  if (key === '' || request.method !== 'POST' || !operation) return undefined;
  const service = SERVICES[signedFor] ?? signedFor;
  const accountId = options.keys[key] ?? ASSUMED.exec(key)?.[1];
  const account = world.accounts.find(({ id }) => id === accountId);
  if (account === undefined) throw unknownKey(service);
  const action = `${service}:${operation}`;
  if (isDenied(action, account.id, options)) throw denied(service, action, account.id);
  const json = typeof target === 'string' ? recordOf(request.json()) : {};
  return { service, regionName, account, operation, form, json, signedAt: signedAt(request) };
}

/** The region of a call; AWS knows a caller of a region that is switched off as little as one with a wrong key. */
export function regionOf({ account, regionName, service }: AwsCall): AwsRegion {
  const region = account.regions.find(({ name }) => name === regionName);
  if (region === undefined || region.optInStatus === 'not-opted-in') throw unknownKey(service);
  return region;
}

function isDenied(action: string, accountId: string, { denied = [] }: AwsOptions): boolean {
  return denied.some((rule) => {
    const [what = '', account = accountId] = rule.split('/').reverse();
    return account === accountId && (what === action || (what.endsWith('*') && action.startsWith(what.slice(0, -1))));
  });
}

function unknownKey(service: string): AwsRefusal {
  if (service === 'ec2')
    return new AwsRefusal(401, 'AuthFailure', 'AWS was not able to validate the provided access credentials');
  if (service === 'sts')
    return new AwsRefusal(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.');
  return new AwsRefusal(400, 'UnrecognizedClientException', 'The security token included in the request is invalid.');
}

function denied(service: string, action: string, accountId: string): AwsRefusal {
  const message = `User: arn:aws:iam::${accountId}:user/metta is not authorized to perform: ${action}`;
  if (service === 'ec2')
    return new AwsRefusal(403, 'UnauthorizedOperation', `You are not authorized to perform this operation. ${message}`);
  if (service === 'sts') return new AwsRefusal(403, 'AccessDenied', message);
  return new AwsRefusal(400, 'AccessDeniedException', message);
}

function signedAt({ headers }: Request): Date {
  const [, ...parts] = SIGNED_AT.exec(String(headers['x-amz-date'])) ?? [];
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.map(Number);
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second));
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
