import { type Answer, type Request, type StandIn, startStandIn } from '@metta-dd/local-datadog';
import { onTestFinished } from 'vitest';
import { AT } from './scenes.js';

/** What a scripted server does with a question. */
export type Reply =
  | { readonly returns: unknown }
  | { readonly refuses: { readonly type: string; readonly message: string } }
  /** Of the question itself. */
  | { readonly answers: Answer }
  /** Of the second step. */
  | { readonly results: readonly Answer[] };

interface Script {
  readonly health?: object;
  readonly clusters?: Reply;
  readonly unfinished?: Reply;
  readonly finished?: Reply;
  readonly counts?: Reply;
  readonly others?: Readonly<Record<string, Reply>>;
}

const NOTHING: Reply = { returns: { jobs: [], total: 0, total_no_filter: 0, status_counts: {} } };

/** A server that says what is written, whatever it is asked; each question has an answer of nothing by default. */
export async function scripted(script: Script): Promise<StandIn> {
  const replies: Exclude<Reply, { readonly answers: Answer }>[] = [];
  const fetched = new Map<number, number>();
  const health = script.health ?? { status: 'healthy', api_version: '62', version: '0.14.1' };
  const handler = (request: Request): Answer | undefined => {
    const { pathname, searchParams } = request.url;
    if (pathname === '/api/health') return { status: 200, body: health };
    if (pathname === '/api/get') {
      const id = Number(searchParams.get('request_id'));
      const reply = replies[id];
      const count = fetched.get(id) ?? 0;
      fetched.set(id, count + 1);
      return reply === undefined ? undefined : resultOf(reply, count);
    }
    const reply = replyTo(script, request);
    if ('answers' in reply) return reply.answers;
    const id = String(replies.push(reply) - 1);
    return { status: 200, headers: { 'x-skypilot-request-id': id, 'content-type': 'application/json' }, body: 'null' };
  };
  const standIn = await startStandIn({ handler, now: AT });
  onTestFinished(() => standIn.close());
  return standIn;
}

function replyTo({ clusters, unfinished, finished, counts, others = {} }: Script, { url, body }: Request): Reply {
  const other = others[url.pathname];
  if (other !== undefined) return other;
  if (url.pathname === '/status') return clusters ?? { returns: [] };
  if (body.includes('"skip_finished":true')) return unfinished ?? NOTHING;
  return (body.includes('"statuses"') ? finished : counts) ?? NOTHING;
}

function resultOf(reply: Exclude<Reply, { readonly answers: Answer }>, count: number): Answer {
  if ('results' in reply) return reply.results[Math.min(count, reply.results.length - 1)] ?? { status: 404 };
  if ('returns' in reply)
    return { status: 200, body: { status: 'SUCCEEDED', return_value: JSON.stringify(reply.returns), error: 'null' } };
  const error = JSON.stringify({ object: 'gAROLg==', ...reply.refuses });
  return { status: 500, body: { detail: { status: 'FAILED', return_value: 'null', error } } };
}

/** The answer of a queue. */
export function queue(jobs: readonly object[], counts: Readonly<Record<string, number>> = {}): Reply {
  return { returns: { jobs, total: jobs.length, total_no_filter: jobs.length, status_counts: counts } };
}

/** A record of a running task, as far as it is read. */
export function record(id: number, more: Readonly<Record<string, unknown>> = {}): object {
  const start = AT.getTime() / 1000 - 600;
  return {
    job_id: id,
    task_id: 0,
    job_name: `job-${id}`,
    status: 'RUNNING',
    submitted_at: start - 60,
    start_at: start,
    end_at: null,
    job_duration: 600,
    recovery_count: 0,
    resources: '1x[L4:1]',
    user_hash: 'a11ce000',
    workspace: 'default',
    ...more,
  };
}
