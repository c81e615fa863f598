import { AuthenticationError, SourceError } from '@metta-dd/core';
import { z } from 'zod';
import { clockTime } from './budget.js';
import { isLeftOut } from './left-out.js';
import type { Credentials } from './octokit.js';

/** What Octokit throws, as far as it is read here; recognized by shape, since there are several copies of it. */
const Failed = z.object({
  status: z.number(),
  message: z.string(),
  response: z
    .object({ headers: z.record(z.string(), z.union([z.string(), z.number()]).optional()), data: z.unknown() })
    .optional(),
});
type Failed = z.output<typeof Failed>;

/** Says what a failed request means and what to grant or to set; an error of ours stays as it is. */
export function explained(thrown: unknown, credentials: Credentials): unknown {
  if (!(thrown instanceof Error) || thrown instanceof SourceError || isLeftOut(thrown)) return thrown;
  if (thrown.name === 'AbortError') return thrown;
  const { data: failed } = Failed.safeParse(thrown);
  if (failed?.response === undefined) return new SourceError(unanswered(thrown), { cause: thrown });
  return refusal(failed, thrown, credentials);
}

function refusal(failed: Failed, cause: Error, credentials: Credentials): SourceError {
  const { status } = failed;
  const header = (name: string) => failed.response?.headers[name]?.toString();
  const text = messageIn(failed);
  const reason = `${status}${text === '' ? '' : ` ${text}`}`;
  const options = { status, cause };
  if (status === 401) {
    const hint = `${credentials} is wrong, expired or revoked: ${REPLACE[credentials]}`;
    return new AuthenticationError(reason, { ...options, hint });
  }
  if (status !== 403 && status !== 404 && status !== 429) return new SourceError(reason, options);
  if (header('x-ratelimit-remaining') === '0' || /rate limit/i.test(text)) return limited(status, text, header, cause);
  return denied({ status, text, reason, cause, credentials, header });
}

const REPLACE: Readonly<Record<Credentials, string>> = {
  'the GitHub token': 'set GITHUB_TOKEN to a valid one',
  'the GitHub App': 'check GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY and the clock of this machine',
};

type Header = (name: string) => string | undefined;

function limited(status: number, text: string, header: Header, cause: Error): SourceError {
  if (/secondary rate/i.test(text)) {
    const wait = header('retry-after');
    return new SourceError(`${status} secondary rate limit exceeded${quietFor(wait)}`, { status, cause });
  }
  return rateLimited(status, Number(header('x-ratelimit-reset')), cause);
}

/** GitHub says seconds; a proxy before an Enterprise server may say a date. */
function quietFor(wait: string | undefined): string {
  if (wait === undefined) return '';
  return /^\d+$/.test(wait) ? `, asks for ${wait} s of quiet` : `, asks for quiet until ${wait}`;
}

/** The error for a spent hourly limit, which comes back at `reset`, in seconds since the epoch. */
export function rateLimited(status: number, reset: number, cause?: Error): SourceError {
  const until = Number.isNaN(reset) ? '' : `, resets ${clockTime(new Date(reset * 1000))}`;
  const hint = 'wait for the reset, run less often, or use a GitHub App, whose limits are its own';
  return new SourceError(`${status} rate limit exceeded${until}`, { status, hint, ...(cause && { cause }) });
}

interface Denial {
  readonly status: number;
  readonly text: string;
  readonly reason: string;
  readonly cause: Error;
  readonly credentials: Credentials;
  readonly header: Header;
}

function denied({ status, text, reason, cause, credentials, header }: Denial): SourceError {
  const options = { status, cause };
  const sso = /required;\s*url=(\S+)/.exec(header('x-github-sso') ?? '')?.[1];
  if (sso !== undefined)
    return new AuthenticationError(reason, { ...options, hint: `authorize the token for single sign-on at ${sso}` });
  if (/IP allow list/i.test(text))
    return new AuthenticationError(reason, {
      ...options,
      hint: 'add the address of this machine to the IP allow list of the organization',
    });
  const needs = neededPermissions(header('x-accepted-github-permissions'));
  if (needs !== undefined)
    return new AuthenticationError(reason, { ...options, hint: `grant ${credentials} ${needs}` });
  const scopes = missingScopes(header('x-accepted-oauth-scopes'), header('x-oauth-scopes'));
  if (scopes !== undefined)
    return new AuthenticationError(reason, { ...options, hint: `give the token the scope ${scopes}` });
  if (status === 403) return new AuthenticationError(reason, { ...options, hint: `see what ${credentials} may read` });
  return new SourceError(reason, { ...options, hint: hidden(credentials) });
}

/** GitHub answers the same for what does not exist and for what must not be seen. */
export function hidden(credentials: Credentials): string {
  return `it does not exist or was renamed, or it is private, or ${credentials} was not granted access to it`;
}

/** `actions=read; checks=read` as "Actions: read or Checks: read"; a comma joins what is needed together. */
export function neededPermissions(header: string | undefined): string | undefined {
  if (header === undefined || header === '') return undefined;
  return header
    .split(';')
    .map((together) => together.split(',').map(permission).join(' and '))
    .join(' or ');
}

function permission(pair: string): string {
  const [name = '', level = 'read'] = pair.trim().split('=');
  const words = name.replaceAll('_', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}: ${level}`;
}

function missingScopes(accepted: string | undefined, has: string | undefined): string | undefined {
  if (accepted === undefined || accepted === '' || has === undefined) return undefined;
  const granted = new Set(has.split(',').map((scope) => scope.trim()));
  const alternatives = accepted.split(',').map((scope) => scope.trim());
  return alternatives.some((scope) => granted.has(scope)) ? undefined : alternatives.join(' or ');
}

function messageIn({ message, response }: Failed): string {
  const body = z.object({ message: z.string() }).safeParse(response?.data);
  if (body.success) return body.data.message;
  // A proxy or a broken server answers with a page; its text would fill the report.
  return typeof response?.data === 'string' ? 'with a body that is no answer of the API' : message;
}

function unanswered(thrown: Error): string {
  const cause = thrown.cause instanceof Error ? thrown.cause : thrown;
  if (cause.name === 'TimeoutError') return 'no answer within 12 s';
  return `no answer: ${thrown.message}`;
}
