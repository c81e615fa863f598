import { hintOf, isAuthentication, reasonOf } from '@metta-dd/core';
import { describe, expect, test } from 'vitest';
import { explained, neededPermissions } from './failure.js';

interface Refusal {
  readonly status: number;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly data?: unknown;
}

function thrown({ status, message = 'Forbidden', headers = {}, data = { message } }: Refusal): Error {
  return Object.assign(new Error(message), { name: 'HttpError', status, response: { headers, data } });
}

const RESET = String(Date.UTC(2025, 9, 23, 14, 5) / 1000);

const CASES: readonly (readonly [
  name: string,
  refusal: Refusal,
  reason: string,
  hint: RegExp | undefined,
  authentication: boolean,
])[] = [
  ['a bad token', { status: 401, message: 'Bad credentials' }, '401 Bad credentials', /set GITHUB_TOKEN/, true],
  [
    'a missing permission',
    { status: 403, message: 'Resource not accessible', headers: { 'x-accepted-github-permissions': 'actions=read' } },
    '403 Resource not accessible',
    /grant the GitHub token Actions: read/,
    true,
  ],
  [
    'a missing permission that hides what it is about',
    { status: 404, message: 'Not Found', headers: { 'x-accepted-github-permissions': 'actions=read' } },
    '404 Not Found',
    /Actions: read/,
    true,
  ],
  [
    'a missing scope',
    {
      status: 403,
      message: 'Forbidden',
      headers: { 'x-accepted-oauth-scopes': 'repo', 'x-oauth-scopes': 'gist, user' },
    },
    '403 Forbidden',
    /give the token the scope repo/,
    true,
  ],
  [
    'single sign-on',
    {
      status: 403,
      message: 'Resource protected by organization SAML enforcement',
      headers: { 'x-github-sso': 'required; url=https://github.com/orgs/acme/sso?x=1' },
    },
    '403 Resource protected by organization SAML enforcement',
    /authorize the token for single sign-on at https:\/\/github.com\/orgs\/acme\/sso\?x=1/,
    true,
  ],
  [
    'an IP allow list',
    { status: 403, message: 'the IP allow list is enabled' },
    '403 the IP allow list is enabled',
    /add the address of this machine/,
    true,
  ],
  [
    'what does not exist, was renamed or is hidden',
    { status: 404, message: 'Not Found' },
    '404 Not Found',
    /does not exist or was renamed, or it is private, or the GitHub token was not granted/,
    false,
  ],
  [
    'the primary limit',
    {
      status: 403,
      message: 'API rate limit exceeded',
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': RESET },
    },
    '403 rate limit exceeded, resets 14:05 UTC',
    /wait for the reset/,
    false,
  ],
  [
    'the secondary limit',
    { status: 429, message: 'You have exceeded a secondary rate limit', headers: { 'retry-after': '60' } },
    '429 secondary rate limit exceeded, asks for 60 s of quiet',
    undefined,
    false,
  ],
  [
    'a secondary limit with a date',
    {
      status: 429,
      message: 'You have exceeded a secondary rate limit',
      headers: { 'retry-after': 'Thu, 23 Oct 2025 18:36:02 GMT' },
    },
    '429 secondary rate limit exceeded, asks for quiet until Thu, 23 Oct 2025 18:36:02 GMT',
    undefined,
    false,
  ],
  ['a broken server', { status: 502, message: 'Bad Gateway' }, '502 Bad Gateway', undefined, false],
  [
    'a page in place of an answer',
    { status: 503, data: '<html>secret text</html>' },
    '503 with a body that is no answer of the API',
    undefined,
    false,
  ],
];

describe('a refused request', () => {
  test.each(CASES)('is explained: %s', (_name, refusal, reason, hint, authentication) => {
    const error = explained(thrown(refusal), 'the GitHub token');

    expect(reasonOf(error)).toBe(reason);
    expect(isAuthentication(error)).toBe(authentication);
    if (hint === undefined) expect(hintOf(error)).toBeUndefined();
    else expect(hintOf(error)).toMatch(hint);
  });

  test('of an App points at what it is made of', () => {
    const error = explained(thrown({ status: 401, message: 'Bad credentials' }), 'the GitHub App');

    expect(hintOf(error)).toMatch('GITHUB_APP_PRIVATE_KEY and the clock');
  });
});

test('a request without an answer says so', () => {
  const failed = Object.assign(new Error('read ECONNRESET'), { status: 500 });

  expect(reasonOf(explained(failed, 'the GitHub token'))).toBe('no answer: read ECONNRESET');
});

test('a request that took too long says so', () => {
  const cause = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
  const failed = Object.assign(new Error(cause.message, { cause }), { status: 500 });

  expect(reasonOf(explained(failed, 'the GitHub token'))).toBe('no answer within 12 s');
});

test('the end of the run stays what it is', () => {
  const ended = new DOMException('the run has ended', 'AbortError');

  expect(explained(ended, 'the GitHub token')).toBe(ended);
});

test.each([
  ['contents=read', 'Contents: read'],
  ['issues=read; pull_requests=read', 'Issues: read or Pull requests: read'],
  ['metadata=read,statuses=read', 'Metadata: read and Statuses: read'],
  ['', undefined],
])('the permissions "%s" read as %s', (header, text) => {
  expect(neededPermissions(header)).toBe(text);
});
