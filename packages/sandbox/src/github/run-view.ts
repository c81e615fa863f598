import { hasCome } from './instant.js';
import type { Attempt, Conclusion, Job, WorkflowRun } from './world.js';

export type RunStatus = 'queued' | 'in_progress' | 'completed';

/** A job as it stood at a moment. */
export interface JobView {
  readonly job: Job;
  readonly attempt: number;
  readonly status: RunStatus;
  readonly completed: boolean;
}

/** One attempt of a workflow run as it stood at a moment. */
export class RunView {
  readonly run: WorkflowRun;
  readonly attempt: Attempt;
  readonly #now: Date;

  constructor(run: WorkflowRun, attempt: Attempt, now: Date) {
    this.run = run;
    this.attempt = attempt;
    this.#now = now;
  }

  get status(): RunStatus {
    if (this.attempt.completedAt <= this.#now) return 'completed';
    return this.attempt.startedAt <= this.#now ? 'in_progress' : 'queued';
  }

  get conclusion(): Conclusion | undefined {
    return this.status === 'completed' ? this.attempt.conclusion : undefined;
  }

  /** The start of the attempt; of the first one the creation of the run, so that it contains the time in the queue. */
  get startedAt(): Date {
    return this.attempt === this.run.attempts[0] ? this.run.createdAt : this.attempt.startedAt;
  }

  get updatedAt(): Date {
    if (this.status === 'completed') return this.attempt.completedAt;
    return this.status === 'in_progress' ? this.attempt.startedAt : this.run.createdAt;
  }

  get jobs(): readonly JobView[] {
    return this.attempt.jobs.map((job) => jobAt(job, this.attempt.number, this.#now));
  }
}

/** What is seen of a job at a moment. */
export function jobAt(job: Job, attempt: number, now: Date): JobView {
  const completed = hasCome(job.completedAt, now);
  const status = completed ? 'completed' : hasCome(job.startedAt, now) ? 'in_progress' : 'queued';
  return { job, attempt, status, completed };
}

/** The attempts of a run that have begun, oldest first; nothing when the run does not exist at that moment. */
export function attemptsAt(run: WorkflowRun, now: Date): readonly RunView[] {
  if (!hasCome(run.createdAt, now) || hasCome(run.deletedAt, now)) return [];
  const [first, ...others] = run.attempts;
  if (first === undefined) throw new RangeError(`workflow run ${run.id} has no attempt`);
  return [first, ...others.filter(({ startedAt }) => hasCome(startedAt, now))].map(
    (attempt) => new RunView(run, attempt, now),
  );
}
