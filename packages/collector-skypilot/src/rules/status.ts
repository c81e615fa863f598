// https://docs.skypilot.co/en/latest/reference/cli.html#sky-jobs-queue
const QUEUED = ['PENDING', 'SUBMITTED', 'STARTING'];
const RUNNING = ['RUNNING', 'WINDING_DOWN'];
const FAILED = ['FAILED', 'FAILED_SETUP', 'FAILED_PRECHECKS', 'FAILED_NO_RESOURCE', 'FAILED_CONTROLLER'];

/** Statuses of a task that has not ended. */
export const UNFINISHED_STATUSES: readonly string[] = [...QUEUED, ...RUNNING, 'RECOVERING', 'CANCELLING'];

/** Statuses in which a task stays. */
export const TERMINAL_STATUSES: readonly string[] = ['SUCCEEDED', 'CANCELLED', ...FAILED];

/** How a task ended. */
export type Ending = 'succeeded' | 'cancelled' | 'failed';

export const isQueued = ({ status }: { readonly status: string }): boolean => QUEUED.includes(status);
export const isRunning = ({ status }: { readonly status: string }): boolean => RUNNING.includes(status);

/** True for any status that is not known to be terminal: a server newer than this has others. */
export const isActive = ({ status }: { readonly status: string }): boolean => !TERMINAL_STATUSES.includes(status);

/** How a task in this status ended; `undefined` while it has not. */
export function endingOf(status: string): Ending | undefined {
  if (FAILED.includes(status)) return 'failed';
  if (status === 'SUCCEEDED') return 'succeeded';
  return status === 'CANCELLED' ? 'cancelled' : undefined;
}

/** The name of a status as a tag; whatever a newer server or a plugin of it adds is `other`. */
export function statusTag(status: string): string {
  return isActive({ status }) && !UNFINISHED_STATUSES.includes(status) ? 'other' : status.toLowerCase();
}
