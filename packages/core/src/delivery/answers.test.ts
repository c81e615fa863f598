import { expect, test } from 'vitest';
import { type Answer, answerOf } from './answers.js';

const NOW_MS = Date.UTC(2026, 0, 2, 3, 4, 5);

interface Case {
  readonly when: string;
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly answer: Answer;
}

const UNDOCUMENTED = 'without the body that the intake documents: wrong address or a proxy';
const KEY = 'the key is wrong, revoked or of another site';
const ELSEWHERE = ': wrong site, address or a proxy';

const CASES: readonly Case[] = [
  { when: '202 of v2', status: 202, body: '{"errors":[]}', answer: { means: 'accepted', remarks: [] } },
  { when: '200 of v2', status: 200, body: '{"errors":[]}', answer: { means: 'accepted', remarks: [] } },
  {
    when: '202 with remarks',
    status: 202,
    body: '{"errors":["old"]}',
    answer: { means: 'accepted', remarks: ['old'] },
  },
  { when: '202 of v1', status: 202, body: '{"status":"ok"}', answer: { means: 'accepted', remarks: [] } },
  { when: '200 with a page', status: 200, body: '<html>', answer: { means: 'later', reason: `200 ${UNDOCUMENTED}` } },
  { when: '202 without a body', status: 202, body: '', answer: { means: 'later', reason: `202 ${UNDOCUMENTED}` } },
  { when: '202 with other JSON', status: 202, body: '[]', answer: { means: 'later', reason: `202 ${UNDOCUMENTED}` } },
  { when: '202 with a null', status: 202, body: 'null', answer: { means: 'later', reason: `202 ${UNDOCUMENTED}` } },
  {
    when: '204',
    status: 204,
    answer: { means: 'later', reason: `204${ELSEWHERE}` },
  },
  {
    when: '301 to another host',
    status: 301,
    headers: { location: 'https://login.example/a?b' },
    answer: { means: 'held', reason: '301 redirect to login.example, not followed' },
  },
  {
    when: '302 to nowhere',
    status: 302,
    answer: { means: 'held', reason: '302 redirect to an unnamed host, not followed' },
  },
  {
    when: '400',
    status: 400,
    body: '{"errors":["Payload is not\\nvalid"]}',
    answer: { means: 'refused', reason: '400 Payload is not valid' },
  },
  { when: '403 with a page', status: 403, body: '<html>', answer: { means: 'held', reason: `403 ${UNDOCUMENTED}` } },
  { when: '401 with a page', status: 401, body: '<html>', answer: { means: 'held', reason: `401 ${UNDOCUMENTED}` } },
  { when: '401', status: 401, answer: { means: 'forbidden', reason: `401: ${KEY}` } },
  {
    when: '403',
    status: 403,
    body: '{"errors":["Forbidden"]}',
    answer: { means: 'forbidden', reason: `403 Forbidden: ${KEY}` },
  },
  { when: '404', status: 404, answer: { means: 'later', reason: `404${ELSEWHERE}` } },
  { when: '407 of a proxy', status: 407, answer: { means: 'later', reason: `407${ELSEWHERE}` } },
  { when: '408', status: 408, answer: { means: 'later', reason: '408' } },
  { when: '413', status: 413, answer: { means: 'too large', reason: '413' } },
  { when: '429', status: 429, answer: { means: 'later', reason: '429' } },
  {
    when: '429 with Retry-After and a later reset',
    status: 429,
    headers: { 'retry-after': '3', 'x-ratelimit-reset': '7' },
    answer: { means: 'later', reason: '429', waitMs: 7000 },
  },
  {
    when: '503 with a date in Retry-After',
    status: 503,
    headers: { 'retry-after': 'Fri, 02 Jan 2026 03:04:35 GMT' },
    answer: { means: 'later', reason: '503', waitMs: 30_000 },
  },
  {
    when: '503 with nonsense in Retry-After',
    status: 503,
    headers: { 'retry-after': 'soon' },
    answer: { means: 'later', reason: '503' },
  },
  {
    when: '503 whose reset is of another matter',
    status: 503,
    headers: { 'x-ratelimit-reset': '9' },
    answer: { means: 'later', reason: '503' },
  },
  { when: 'the edge overload 512', status: 512, answer: { means: 'later', reason: '512' } },
];

test.each(CASES)('sorts $when', ({ status, body = '', headers = {}, answer }) => {
  const sorted = answerOf({ status, headers: new Headers(headers), body }, NOW_MS);

  expect(sorted).toEqual(answer);
});
