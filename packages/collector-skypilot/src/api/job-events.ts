import { SourceError } from '@metta-dd/core';
import { z } from 'zod';
import { ask } from './reply.js';
import type { Server } from './server.js';

const Events = z.array(
  z.object({
    task_id: z.int().nullish(),
    new_status: z.string().nullish(),
    reason: z.string().nullish(),
    timestamp: z.string(),
  }),
);

/** When the job was put into the queue; `undefined` where the server does not remember. */
export async function queuedSince(server: Server, jobId: number): Promise<Date | undefined> {
  const question = { path: 'jobs/events', body: { job_id: jobId, task_id: null, limit: null } };
  const events = await ask(server, question, Events);
  const entered = events.filter(
    ({ new_status, reason }) => new_status === 'PENDING' && /submitted to queue/i.test(reason ?? ''),
  );
  const times = entered.map(({ timestamp }) => instantIn(timestamp)).toSorted((a, b) => a.getTime() - b.getTime());
  return times[0];
}

/** True where the server has no events to ask for. */
export function hasNoEvents(error: unknown): boolean {
  return error instanceof SourceError && (error.status === 404 || error.status === 405);
}

// SQLite servers leave the offset out; in containers their local time is UTC.
function instantIn(timestamp: string): Date {
  const at = new Date(/(Z|[+-]\d\d:?\d\d)$/.test(timestamp) ? timestamp : `${timestamp.replace(' ', 'T')}Z`);
  if (Number.isNaN(at.getTime())) throw new SourceError('cannot read job events: a timestamp is no time');
  return at;
}
