import { checkSuiteId } from '../node-id.js';
import { errorReply, type Reply } from '../reply.js';
import type { RunView } from '../run-view.js';
import type { RepositoryCall } from './call.js';
import { timeFilter } from './created-filter.js';
import { pageNumber, pageOf, pageSize } from './paging.js';
import type { RepositoryRoute } from './repository-route.js';
import { jobRow, runPage, runRow, runText, workflowRow } from './run-rows.js';

/** Filtered lists end here: https://docs.github.com/rest/actions/workflow-runs#list-workflow-runs-for-a-repository */
const REACHABLE = 1_000;
const FILTERS = ['actor', 'branch', 'event', 'status', 'created', 'check_suite_id', 'head_sha'];

/** Workflows, their runs, attempts and jobs. */
export const runRoutes: readonly RepositoryRoute[] = [
  { path: 'actions/runs', needs: ['actions'], answer: (call) => listRuns(call, call.view.runs) },
  {
    path: 'actions/runs/{}',
    needs: ['actions'],
    answer: (call) => oneRun(call, call.view.attempts(idOf(call)).at(-1)),
  },
  { path: 'actions/runs/{}/attempts/{}', needs: ['actions'], answer: (call) => oneRun(call, attemptOf(call)) },
  { path: 'actions/runs/{}/attempts/{}/jobs', needs: ['actions'], answer: (call) => listJobs(call, [attemptOf(call)]) },
  { path: 'actions/runs/{}/jobs', needs: ['actions'], answer: listJobsOfRun },
  { path: 'actions/jobs/{}', needs: ['actions'], answer: oneJob },
  { path: 'actions/workflows', needs: ['actions'], answer: listWorkflows },
  { path: 'actions/workflows/{}', needs: ['actions'], answer: oneWorkflow },
  { path: 'actions/workflows/{}/runs', needs: ['actions'], answer: listRunsOfWorkflow },
  { path: 'check-runs/{}/annotations', needs: ['checks'], answer: listAnnotations },
];

const missing = () => errorReply(404, 'Not Found');

function idOf(call: RepositoryCall): number {
  return Number(call.path(0));
}

function attemptOf(call: RepositoryCall): RunView | undefined {
  return call.view.attempts(idOf(call)).find(({ attempt }) => attempt.number === Number(call.path(1)));
}

function listRuns(call: RepositoryCall, runs: readonly RunView[]): Reply {
  const { query } = call;
  const filters = FILTERS.filter((name) => query.has(name));
  const tests = filters.map((name) => runFilter(name, query.get(name) ?? ''));
  const bad = tests.indexOf(undefined);
  if (bad >= 0) return errorReply(422, `Validation Failed: "${query.get(filters[bad] ?? '')}" is no ${filters[bad]}`);
  const isCapped = filters.length > 0;
  if (isCapped && (pageNumber(query) - 1) * pageSize(query) >= REACHABLE) {
    return errorReply(422, 'In order to keep the API fast for everyone, pagination is limited for this resource.');
  }
  const chosen = isCapped ? runs.filter((run) => tests.every((test) => test?.(run) === true)) : runs;
  const { rows, headers } = pageOf(call, chosen, isCapped ? { reachable: REACHABLE } : {});
  const page = runPage(call.place, query);
  const texts = rows.map((run) => runText(run, page));
  return { status: 200, headers, body: `{"total_count":${chosen.length},"workflow_runs":[${texts.join(',')}]}` };
}

function runFilter(name: string, value: string): ((seen: RunView) => boolean) | undefined {
  switch (name) {
    case 'actor':
      return ({ run }) => run.actor.login.toLowerCase() === value.toLowerCase();
    case 'branch':
      return ({ run }) => run.headBranch === value;
    case 'event':
      return ({ run }) => run.event === value;
    case 'status':
      return (seen) => seen.status === value || seen.conclusion === value;
    case 'check_suite_id':
      return ({ run }) => checkSuiteId(run.id) === Number(value);
    case 'head_sha':
      return ({ run }) => run.headSha === value;
    default: {
      const filter = timeFilter(value);
      return filter === undefined ? undefined : ({ run }) => filter(run.createdAt);
    }
  }
}

function oneRun(call: RepositoryCall, seen: RunView | undefined): Reply {
  return seen === undefined ? missing() : { status: 200, body: runRow(seen, runPage(call.place, call.query)) };
}

function listJobsOfRun(call: RepositoryCall): Reply {
  const attempts = call.view.attempts(idOf(call));
  return listJobs(call, call.query.get('filter') === 'all' ? attempts.toReversed() : [attempts.at(-1)]);
}

function listJobs(call: RepositoryCall, attempts: readonly (RunView | undefined)[]): Reply {
  const known = attempts.filter((attempt) => attempt !== undefined);
  if (known.length === 0) return missing();
  const jobs = known.flatMap((run) => run.jobs.map((job) => jobRow(job, run, call.place)));
  const { rows, headers } = pageOf(call, jobs);
  return { status: 200, headers, body: { total_count: jobs.length, jobs: rows } };
}

function oneJob(call: RepositoryCall): Reply {
  const job = call.view.job(idOf(call));
  return job === undefined ? missing() : { status: 200, body: jobRow(job, job.run, call.place) };
}

function listWorkflows(call: RepositoryCall): Reply {
  const { workflows } = call.view.world;
  const { rows, headers } = pageOf(call, workflows);
  const body = { total_count: workflows.length, workflows: rows.map((one) => workflowRow(one, call.place)) };
  return { status: 200, headers, body };
}

function workflowOf(call: RepositoryCall) {
  const name = call.path(0);
  return call.view.world.workflows.find(({ id, path }) => String(id) === name || path.split('/').at(-1) === name);
}

function oneWorkflow(call: RepositoryCall): Reply {
  const workflow = workflowOf(call);
  return workflow === undefined ? missing() : { status: 200, body: workflowRow(workflow, call.place) };
}

function listRunsOfWorkflow(call: RepositoryCall): Reply {
  const workflow = workflowOf(call);
  if (workflow === undefined) return missing();
  return listRuns(
    call,
    call.view.runs.filter(({ run }) => run.workflow.id === workflow.id),
  );
}

function listAnnotations(call: RepositoryCall): Reply {
  const job = call.view.job(idOf(call));
  if (job === undefined) return missing();
  const { rows, headers } = pageOf(call, job.completed ? job.job.annotations : []);
  const line = { path: '.github', start_line: 1, end_line: 1, start_column: null, end_column: null };
  const blob = `${call.place.page}/blob/${job.run.run.headSha}/.github`;
  const rest = { annotation_level: 'failure', title: '', raw_details: '', blob_href: blob };
  return { status: 200, headers, body: rows.map((message) => ({ ...line, message, ...rest })) };
}
