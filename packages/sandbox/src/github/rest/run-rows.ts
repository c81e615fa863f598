import { instant } from '../instant.js';
import { checkSuiteId, nodeId } from '../node-id.js';
import type { JobView, RunView } from '../run-view.js';
import type { Workflow } from '../world.js';
import type { Place } from './call.js';
import { headCommitRow } from './commit-rows.js';
import { embeddedRepositoryRow, forkRow } from './repository-row.js';
import { userRow } from './user-row.js';

const FORK_OFFSET = 800_000_000;

/** What the rows of one page share. */
export interface RunPage {
  readonly place: Place;
  readonly repository: ReturnType<typeof embeddedRepositoryRow>;
  readonly repositoryText: string;
  readonly withPulls: boolean;
}

/** Prepares the rows of one page. */
export function runPage(place: Place, query: URLSearchParams): RunPage {
  const withPulls = query.get('exclude_pull_requests') !== 'true';
  const repository = embeddedRepositoryRow(place);
  return { place, repository, repositoryText: JSON.stringify(repository), withPulls };
}

/** A row as JSON text; the repository, most of it and twice in each of a hundred rows, is written once a page. */
export function runText(seen: RunView, page: RunPage): string {
  const { repository, head_repository: head, ...own } = runRow(seen, page);
  const headText = head === repository ? page.repositoryText : JSON.stringify(head);
  const embedded = `"repository":${page.repositoryText},"head_repository":${headText}`;
  return `${JSON.stringify(own).slice(0, -1)},${embedded}}`;
}

/** A workflow run in one of its attempts. */
export function runRow(seen: RunView, page: RunPage) {
  const { place, repository } = page;
  const { run, attempt } = seen;
  const url = `${place.url}/actions/runs/${run.id}`;
  const suite = checkSuiteId(run.id);
  const actor = userRow(run.actor, place);
  const commit = place.view.commit(run.headSha);
  const head = run.fromFork ? forkRow(place, run.actor.login, FORK_OFFSET + run.actor.id) : repository;
  return {
    id: run.id,
    name: run.workflow.name,
    node_id: nodeId('WFR', place.view.world.id, run.id),
    head_branch: run.headBranch,
    head_sha: run.headSha,
    path: run.workflow.path,
    display_title: commit?.message.split('\n')[0] ?? run.workflow.name,
    run_number: run.runNumber,
    event: run.event,
    status: seen.status,
    conclusion: seen.conclusion ?? null,
    workflow_id: run.workflow.id,
    check_suite_id: suite,
    check_suite_node_id: nodeId('CS', place.view.world.id, suite),
    url,
    html_url: `${place.page}/actions/runs/${run.id}`,
    pull_requests: page.withPulls ? pullRows(seen, place) : [],
    created_at: instant(run.createdAt),
    updated_at: instant(seen.updatedAt),
    actor,
    triggering_actor: actor,
    run_attempt: attempt.number,
    referenced_workflows: [],
    run_started_at: instant(seen.startedAt),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${place.url}/check-suites/${suite}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: attempt.number > 1 ? `${url}/attempts/${attempt.number - 1}` : null,
    workflow_url: `${place.url}/actions/workflows/${run.workflow.id}`,
    head_commit: headCommitRow(commit),
    repository,
    head_repository: head,
    head_repository_id: head.id,
  };
}

/** Open pull requests whose branch the run is for; those of forks are never listed. */
function pullRows({ run }: RunView, { view, url }: Place) {
  if (run.fromFork || !run.event.startsWith('pull_request')) return [];
  const repo = { id: view.world.id, url, name: view.world.name };
  return view
    .pullsOfHead(run.headBranch)
    .filter(({ state }) => state === 'OPEN')
    .map(({ pull }) => ({
      id: 100_000 + pull.number,
      number: pull.number,
      url: `${url}/pulls/${pull.number}`,
      head: { ref: pull.headRefName, sha: run.headSha, repo },
      base: { ref: pull.baseRefName, sha: view.tip?.sha ?? run.headSha, repo },
    }));
}

/** A workflow. */
export function workflowRow(workflow: Workflow, { view, url, page }: Place) {
  const at = instant(view.world.createdAt);
  const file = workflow.path.split('/').at(-1) ?? workflow.path;
  return {
    id: workflow.id,
    node_id: nodeId('W', view.world.id, workflow.id),
    name: workflow.name,
    path: workflow.path,
    state: 'active',
    created_at: at,
    updated_at: at,
    url: `${url}/actions/workflows/${workflow.id}`,
    html_url: `${page}/blob/${view.world.defaultBranch}/${workflow.path}`,
    badge_url: `${page}/workflows/${encodeURIComponent(file)}/badge.svg`,
  };
}

/** A job of one attempt. */
export function jobRow({ job, status, attempt, completed }: JobView, { run }: RunView, { view, url, page }: Place) {
  const begun = status !== 'queued';
  return {
    id: job.id,
    run_id: run.id,
    workflow_name: run.workflow.name,
    head_branch: run.headBranch,
    run_url: `${url}/actions/runs/${run.id}`,
    run_attempt: attempt,
    node_id: nodeId('CR', view.world.id, job.id),
    head_sha: run.headSha,
    url: `${url}/actions/jobs/${job.id}`,
    html_url: `${page}/actions/runs/${run.id}/job/${job.id}`,
    status,
    conclusion: completed ? job.conclusion : null,
    created_at: instant(job.startedAt),
    started_at: instant(job.startedAt),
    completed_at: completed ? instant(job.completedAt) : null,
    name: job.name,
    steps: [],
    check_run_url: `${url}/check-runs/${job.id}`,
    labels: ['ubuntu-latest'],
    runner_id: begun ? 1 : null,
    runner_name: begun ? 'GitHub Actions 1' : null,
    runner_group_id: begun ? 0 : null,
    runner_group_name: begun ? 'GitHub Actions' : null,
  };
}
