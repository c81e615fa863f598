import { SourceError } from '@metta-dd/core';
import { z } from 'zod';
import { provesFlake, type Run, saysTimeout } from '../rules/runs.js';
import { cacheKey, type Source } from './source.js';
import { instant } from './wire.js';

const PER_PAGE = 100;

const Attempt = z.object({ conclusion: z.string().nullable() });
const Job = z.object({
  id: z.int(),
  conclusion: z.string().nullable(),
  started_at: instant.nullable(),
  completed_at: instant.nullable(),
});
const Jobs = z.object({ total_count: z.int(), jobs: z.array(Job) });
const Annotations = z.array(z.object({ message: z.string().nullable() }));

type Job = z.output<typeof Job>;

/** Whether one of the earlier attempts had failed, the newest asked first; an attempt never changes once it is over. */
export async function hadFailedBefore(source: Source, run: Run): Promise<boolean> {
  for (let number = run.attempt - 1; number >= 1; number--) {
    const { conclusion } = await attempt(source, run, number);
    if (provesFlake(conclusion ?? undefined)) return true;
  }
  return false;
}

function attempt({ rest, repository }: Source, run: Run, number: number): Promise<z.output<typeof Attempt>> {
  return rest.immutable(cacheKey('attempt', repository, run.id, number), Attempt, async () => {
    const { value } = await rest.get({
      route: 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}',
      parameters: { ...named(repository), run_id: run.id, attempt_number: number },
      answer: Attempt,
      purpose: 'attempts',
    });
    return value;
  });
}

/** Whether a cancelled run was ended by the timeout of one of its jobs. */
export function timedOut(source: Source, run: Run): Promise<boolean> {
  const { rest, repository } = source;
  return rest.immutable(cacheKey('timed out', repository, run.id, run.attempt), z.boolean(), async () => {
    const jobs = await jobsOf(source, run);
    const cancelled = jobs.filter(({ conclusion }) => conclusion === 'cancelled');
    const verdicts = await Promise.all(cancelled.map((job) => endedByTimeout(source, job)));
    return verdicts.some(Boolean);
  });
}

async function endedByTimeout({ rest, repository }: Source, { id }: Job): Promise<boolean> {
  for (let page = 1; ; page++) {
    const { value } = await rest.get({
      route: 'GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations',
      parameters: { ...named(repository), check_run_id: id, per_page: PER_PAGE, page },
      answer: Annotations,
      purpose: 'jobs',
    });
    if (value.some(({ message }) => saysTimeout(message ?? ''))) return true;
    if (value.length < PER_PAGE) return false;
  }
}

const Minutes = z.object({ minutes: z.number().optional() });

/** Minutes from the first start to the last end of the jobs of the latest attempt; `undefined` where none has run. */
export async function minutesByJobs(source: Source, run: Run): Promise<number | undefined> {
  const { rest, repository } = source;
  const key = cacheKey('job minutes', repository, run.id, run.attempt);
  const { minutes } = await rest.immutable(key, Minutes, async () => {
    const jobs = await jobsOf(source, run);
    const starts = jobs.flatMap(({ started_at }) => (started_at === null ? [] : [Date.parse(started_at)]));
    const ends = jobs.flatMap(({ completed_at }) => (completed_at === null ? [] : [Date.parse(completed_at)]));
    // Jobs that were not run again keep their old start, from before this attempt.
    const started = starts.filter((start) => start >= run.startedAt.getTime());
    if (started.length === 0 || ends.length === 0) return {};
    return { minutes: (Math.max(...ends) - Math.min(...started)) / 60_000 };
  });
  return minutes;
}

async function jobsOf({ rest, repository }: Source, run: Run): Promise<readonly Job[]> {
  const jobs = new Map<number, Job>();
  for (let page = 1; ; page++) {
    const { value } = await rest.get({
      route: 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}/jobs',
      parameters: { ...named(repository), run_id: run.id, attempt_number: run.attempt, per_page: PER_PAGE, page },
      answer: Jobs,
      purpose: 'jobs',
    });
    const before = jobs.size;
    for (const job of value.jobs) jobs.set(job.id, job);
    if (jobs.size >= value.total_count) return [...jobs.values()];
    if (jobs.size === before)
      throw new SourceError(`the jobs of run ${run.id} are cut off: ${jobs.size} of ${value.total_count} came`);
  }
}

function named({ owner, name }: Source['repository']) {
  return { owner, repo: name };
}
