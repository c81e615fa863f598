import { instant } from '../instant.js';
import { checkSuiteId, nodeId } from '../node-id.js';
import type { JobView, RunView } from '../run-view.js';
import type { RepositoryView } from '../view.js';
import type { Commit, Conclusion, Workflow } from '../world.js';
import { webUrl } from './actor-node.js';
import { commitNode } from './commit-node.js';
import { connection } from './connection.js';
import { type Arguments, type Asker, int32, type Node } from './field.js';

type Info = Parameters<typeof connection>[2];

const upper = (text: Conclusion | undefined) => text?.toUpperCase();

/** What all checks of a commit come to; nothing where no check ran. */
export function rollupNode(view: RepositoryView, commit: Commit): Node | undefined {
  const state = view.checkState(commit);
  if (state === undefined) return undefined;
  return {
    __typename: 'StatusCheckRollup',
    id: nodeId('SCR', view.world.id, commit.sha),
    state,
    commit: () => commitNode(view, commit),
    contexts: (args: Arguments, _asker: Asker, info: Info) => {
      const checks = view.runsOfSha(commit.sha).flatMap((run) => run.jobs.map((job) => ({ run, job })));
      return connection(checks, args, info, ({ run, job }) => checkRunNode(view, run, job));
    },
  };
}

/** The check run of a job. */
export function checkRunNode(view: RepositoryView, run: RunView, { job, status, completed }: JobView): Node {
  return {
    __typename: 'CheckRun',
    id: nodeId('CR', view.world.id, job.id),
    databaseId: int32(job.id),
    name: job.name,
    status: status.toUpperCase(),
    conclusion: completed ? upper(job.conclusion) : undefined,
    startedAt: status === 'queued' ? undefined : instant(job.startedAt),
    completedAt: completed ? instant(job.completedAt) : undefined,
    checkSuite: () => suiteNode(view, run),
    annotations: (args: Arguments, _asker: Asker, info: Info) =>
      connection(completed ? job.annotations : [], args, info, (message) => ({
        __typename: 'CheckAnnotation',
        message,
        annotationLevel: 'FAILURE',
        path: '.github',
      })),
  };
}

/** The check suite of a workflow run. */
export function suiteNode(view: RepositoryView, seen: RunView): Node {
  const { run } = seen;
  const commit = view.commit(run.headSha);
  return {
    __typename: 'CheckSuite',
    id: nodeId('CS', view.world.id, checkSuiteId(run.id)),
    databaseId: int32(checkSuiteId(run.id)),
    status: seen.status.toUpperCase(),
    conclusion: upper(seen.conclusion),
    createdAt: instant(run.createdAt),
    updatedAt: instant(seen.updatedAt),
    commit: commit === undefined ? { __typename: 'Commit', oid: run.headSha } : () => commitNode(view, commit),
    branch: { __typename: 'Ref', name: run.headBranch, prefix: 'refs/heads/' },
    workflowRun: (_args: Arguments, asker: Asker) => {
      asker.needs('actions');
      return runNode(view, seen);
    },
    checkRuns: (args: Arguments, _asker: Asker, info: Info) => {
      const { filterBy } = args;
      const attempts = filterBy?.checkType === 'ALL' ? view.attempts(run.id) : [seen];
      const jobs = attempts
        .flatMap((attempt) => attempt.jobs)
        .filter(({ job }) => filterBy?.checkName == null || job.name === filterBy.checkName);
      return connection(jobs, args, info, (job) => checkRunNode(view, seen, job));
    },
  };
}

/** A workflow run as GraphQL knows it: without attempts. */
export function runNode(view: RepositoryView, seen: RunView): Node {
  const { run } = seen;
  const path = `/${view.index.fullName}/actions/runs/${run.id}`;
  return {
    __typename: 'WorkflowRun',
    id: nodeId('WFR', view.world.id, run.id),
    databaseId: int32(run.id),
    url: webUrl(path),
    resourcePath: path,
    event: run.event,
    runNumber: run.runNumber,
    createdAt: instant(run.createdAt),
    updatedAt: instant(seen.updatedAt),
    checkSuite: () => suiteNode(view, seen),
    workflow: () => workflowNode(view, run.workflow),
  };
}

/** A workflow with its runs, newest first. */
export function workflowNode(view: RepositoryView, workflow: Workflow): Node {
  return {
    __typename: 'Workflow',
    id: nodeId('W', view.world.id, workflow.id),
    databaseId: int32(workflow.id),
    name: workflow.name,
    state: 'ACTIVE',
    createdAt: instant(view.world.createdAt),
    updatedAt: instant(view.world.createdAt),
    runs: (args: Arguments, asker: Asker, info: Info) => {
      asker.needs('actions');
      const runs = view.runs.filter(({ run }) => run.workflow.id === workflow.id);
      const ordered = args.orderBy?.direction === 'ASC' ? runs.toReversed() : runs;
      return connection(ordered, args, info, (run) => runNode(view, run));
    },
  };
}
