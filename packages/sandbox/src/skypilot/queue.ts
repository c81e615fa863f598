import { Refusal } from './refusal.js';
import { fieldsOf, HANDLE_FIELDS, type Row, type TaskFields } from './task-record.js';
import type { SkyPilotWorld } from './world.js';

const TERMINAL = new Set([
  'SUCCEEDED',
  'CANCELLED',
  'FAILED',
  'FAILED_SETUP',
  'FAILED_PRECHECKS',
  'FAILED_NO_RESOURCE',
  'FAILED_CONTROLLER',
]);
const PAGES_OF_JOBS_SINCE = 31;
const SUBMITTED_AFTER_SINCE = 54;
const REQUESTED_FIELDS_ONLY_SINCE = 62;
const FRACTIONS_SINCE = 57;

export interface QueueBody {
  readonly skip_finished?: boolean;
  readonly all_users?: boolean;
  readonly job_ids?: readonly number[] | null;
  readonly statuses?: readonly string[] | null;
  readonly fields?: readonly string[] | null;
  readonly page?: number | null;
  readonly limit?: number | null;
  readonly submitted_after?: number | null;
}

interface Asked {
  readonly world: SkyPilotWorld;
  readonly now: Date;
  readonly api: number;
}

/** The answer of `/jobs/queue/v2`. */
export function queueAnswer(body: QueueBody, { world, now, api }: Asked): object {
  const rows = rowsOf(world);
  const visible = rows.filter(({ job }) => job.workspace !== undefined);
  const filtered = visible.filter((row) => isWanted(row, body, api));
  const chosen = filtered.filter(({ task }) => body.statuses?.includes(task.status) ?? true);
  const records = paged(chosen, body, api).map((row) => recordOf(row, body, { world, now, api }));
  return {
    jobs: records,
    total: new Set(chosen.map(({ job }) => job.id)).size,
    total_no_filter: rows.length,
    status_counts: countsOf(filtered),
    ...(api >= REQUESTED_FIELDS_ONLY_SINCE && { infra_options: [] }),
  };
}

/** The bare list of `/jobs/queue` of a server that has no other. */
export function legacyAnswer(body: QueueBody, asked: Asked): readonly TaskFields[] {
  const { world, now, api } = asked;
  const rows = rowsOf(world).filter((row) => row.job.workspace !== undefined && isWanted(row, body, api));
  const left = new Set(api < 17 ? ['cloud', 'region', 'zone', 'infra', 'accelerators', 'workspace'] : ['accelerators']);
  return rows.map((row) =>
    Object.fromEntries(Object.entries(fieldsOf(row, world, now, api)).filter(([field]) => !left.has(field))),
  );
}

function rowsOf({ jobs }: SkyPilotWorld): readonly Row[] {
  const newest = jobs.toSorted((a, b) => b.id - a.id);
  return newest.flatMap((job) => job.tasks.map((task, taskId) => ({ job, task, taskId })));
}

function isWanted({ job, task }: Row, body: QueueBody, api: number): boolean {
  const { skip_finished = false, all_users = false, job_ids, submitted_after } = body;
  // The caller is a service account, which has no jobs of its own.
  if (!all_users) return false;
  if (skip_finished && job.tasks.every(({ status }) => TERMINAL.has(status))) return false;
  if (job_ids?.length && !job_ids.includes(job.id)) return false;
  if (submitted_after === undefined || submitted_after === null || api < SUBMITTED_AFTER_SINCE) return true;
  if (task.submittedAt === undefined) return !TERMINAL.has(task.status);
  return task.submittedAt.getTime() / 1000 >= submitted_after;
}

function countsOf(rows: readonly Row[]): Record<string, number> {
  const groups = Map.groupBy(rows, ({ task }) => task.status);
  return Object.fromEntries([...groups].map(([status, { length }]) => [status, length]));
}

function paged(rows: readonly Row[], { page, limit }: QueueBody, api: number): readonly Row[] {
  const hasLimit = limit !== undefined && limit !== null;
  const hasPage = page !== undefined && page !== null;
  if ((hasPage && !hasLimit) || limit === 0) throw new Refusal('ValueError', 'Limit must be specified with page');
  if (!hasLimit) return rows;
  const from = ((page ?? 1) - 1) * limit;
  if (api < PAGES_OF_JOBS_SINCE) return rows.slice(from, from + limit);
  const ids = new Set([...new Set(rows.map(({ job }) => job.id))].slice(from, from + limit));
  return rows.filter(({ job }) => ids.has(job.id));
}

function recordOf(row: Row, { fields }: QueueBody, { world, now, api }: Asked): TaskFields {
  const all = fieldsOf(row, world, now, api);
  const unknown = fields?.find((field) => !(field in all));
  if (unknown !== undefined)
    throw new Refusal('RuntimeError', `Failed to fetch managed jobs: Unknown field: ${unknown}`);
  const readsHandle = fields === undefined || fields === null || fields.some((field) => HANDLE_FIELDS.includes(field));
  refuseFractions(row, readsHandle, api);
  if (fields === undefined || fields === null) return all;
  const wanted = new Set(['job_id', 'status', ...fields]);
  const shown = Object.entries(all).map(([field, value]) => [field, wanted.has(field) ? value : null]);
  if (api < REQUESTED_FIELDS_ONLY_SINCE) {
    // Whatever is read from the handle brings the accelerators along.
    return { ...Object.fromEntries(shown), ...(readsHandle && { accelerators: all.accelerators }) };
  }
  wanted.add('task_id');
  if (row.task.machines === undefined) wanted.delete('accelerators');
  return Object.fromEntries(shown.filter(([field]) => wanted.has(String(field))));
}

// https://github.com/skypilot-org/skypilot types the accelerators of a record as whole numbers before 0.14.
function refuseFractions({ task }: Row, readsHandle: boolean, api: number): void {
  const counts = Object.entries(task.machines?.accelerators ?? {});
  const fraction = counts.find(([, count]) => !Number.isInteger(count));
  if (fraction === undefined || !readsHandle || api >= FRACTIONS_SINCE) return;
  throw new Refusal(
    'ValidationError',
    `1 validation error for ManagedJobRecord\naccelerators.${fraction[0]}\n  Input should be a valid integer, got a number with a fractional part`,
  );
}
