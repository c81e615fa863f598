import assert from 'node:assert/strict';
import { startStandIn } from '../../packages/local-datadog/dist/index.js';
import { skyPilotHandler } from '../../packages/sandbox/dist/index.js';
import type { ApiServer } from './api-server.ts';
import { ask, type Told } from './ask.ts';
import { type Truth, worldOf } from './truth.ts';

/** What a check works with: a server that runs, and what was written into it. */
export interface Peer {
  readonly server: ApiServer;
  readonly truth: Truth;
  /** The token of a service account. */
  readonly token: string;
  /** The API version that the server names. */
  readonly api: number;
}

const FIELDS = [
  ...['job_id', 'task_id', 'job_name', 'task_name', 'status', 'schedule_state', 'submitted_at', 'start_at', 'end_at'],
  ...['job_duration', 'recovery_count', 'resources', 'user_name', 'user_hash', 'workspace', 'pool'],
];
const PLACE = ['cluster_resources_full', 'cloud', 'region', 'accelerators', 'cluster_name_on_cloud'];
const ALL = { all_users: true, refresh: false };

/** Questions of which the server and our stand-in must tell the same. */
const QUESTIONS: readonly (readonly [string, object])[] = [
  ['/jobs/queue/v2', { ...ALL, skip_finished: true, fields: FIELDS }],
  ['/jobs/queue/v2', { ...ALL, skip_finished: true, fields: [...FIELDS, ...PLACE] }],
  ['/jobs/queue/v2', { ...ALL, skip_finished: true, fields: [...FIELDS, ...PLACE], job_ids: [1, 2, 6, 7, 8] }],
  ['/jobs/queue/v2', { ...ALL, statuses: ['SUCCEEDED', 'FAILED', 'CANCELLED'], fields: FIELDS }],
  ['/jobs/queue/v2', { ...ALL, limit: 1, fields: ['job_id', 'status'] }],
  ['/jobs/queue/v2', { ...ALL, limit: 7, page: 2, fields: ['job_id', 'task_id', 'status'] }],
  ['/jobs/queue/v2', { ...ALL, page: 1, fields: ['job_id'] }],
  ['/jobs/queue/v2', { ...ALL, fields: ['job_id', 'no_such_field'] }],
  ['/jobs/queue/v2', { refresh: false, limit: 'many' }],
  [
    '/status',
    { all_users: true, refresh: 'NONE', include_credentials: false, include_handle: false, summary_response: true },
  ],
];

/** The stand-in, filled with the same rows, answers as the server does. */
export async function standInAnswersAlike({ server, truth, token, api }: Peer): Promise<string> {
  const now = () => new Date();
  const options = { api, authentication: { kind: 'token', token } } as const;
  const standIn = await startStandIn({ handler: skyPilotHandler(worldOf(truth), options), now });
  const authorization = `Bearer ${token}`;
  let compared = 0;
  try {
    for (const [path, body] of QUESTIONS) {
      const [real, ours] = [
        await ask(server.url, authorization, path, body),
        await ask(standIn.url, authorization, path, body),
      ];
      const asked = Object(body).fields;
      assert.deepEqual(comparable(ours, asked), comparable(real, asked), `${path} ${JSON.stringify(body)}`);
      compared += 1;
    }
  } finally {
    await standIn.close();
  }
  return `${compared} questions are answered alike`;
}

const CLUSTER = ['name', 'status', 'autostop', 'user_hash', 'user_name', 'workspace', 'nodes', 'accelerators'];

/** What both can tell: no row ids, no times that grow, no fields that nobody asked for. */
function comparable({ status, value, refusal }: Told, fields: readonly string[] = CLUSTER): unknown {
  if (value === undefined) return { status, refusal };
  const { jobs = value, total, total_no_filter, status_counts } = Object(value);
  const records = [jobs].flat().map((record) => recordOf(Object(record), fields));
  const sorted = records.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return { records: sorted, total, total_no_filter, status_counts };
}

function recordOf(record: Readonly<Record<string, unknown>>, fields: readonly string[]): object {
  const kept = fields.map((field) => [field, record[field] ?? null] as const);
  return Object.fromEntries(
    kept.map(([field, value]) => {
      // Told at two moments, and with a digit more or less; the names on a cloud are of our own making.
      if (field === 'job_duration') return [field, Math.round(Number(value) / 600)];
      if (field.endsWith('_at')) return [field, value === null ? null : Math.round(Number(value))];
      if (field === 'cluster_name_on_cloud') return [field, value === null];
      if (field === 'cluster_resources_full') return [field, JSON.stringify(value).replace(/cpus=.*$/, '')];
      return [field, value];
    }),
  );
}

/** The words by which a controller that is stopped is told from one that cannot be reached. */
export async function stoppedController({ server, token }: Peer): Promise<string> {
  const body = { ...ALL, skip_finished: true, fields: ['job_id', 'status'] };
  await server.setController(false);
  try {
    const { refusal } = await ask(server.url, `Bearer ${token}`, '/jobs/queue/v2', body);
    assert.equal(refusal, 'ClusterNotUpError');
    return `${refusal}: an answer that says none`;
  } finally {
    await server.setController(true);
  }
}

/** Who is let in, and how the others are told so. */
export async function access({ server, token }: Peer): Promise<string> {
  const { username, password } = server.credentials;
  const basic = (secret: string) => `Basic ${Buffer.from(`${username}:${secret}`).toString('base64')}`;
  const told = new Map<string, number>();
  for (const [who, authorization] of [
    ['the token', `Bearer ${token}`],
    ['a wrong token', `Bearer ${token}x`],
    ['the password', basic(password)],
    ['a wrong password', basic('wrong')],
    ['nobody', ''],
  ] as const) {
    const { status } = await ask(server.url, authorization, '/status', { all_users: true, refresh: 'NONE' });
    told.set(who, status);
  }
  const wanted = {
    'the token': 200,
    'a wrong token': 401,
    'the password': 200,
    'a wrong password': 401,
    nobody: 401,
  };
  assert.deepEqual(Object.fromEntries(told), wanted);
  return [...told].map(([who, status]) => `${who} ${status}`).join(', ');
}
