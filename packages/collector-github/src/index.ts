import { defineCollector } from '@metta-dd/core';
import { GitHubConfig } from './config.js';
import { CiRuns } from './datasets/ci-runs.js';
import { Deliveries } from './datasets/deliveries.js';
import { Files } from './datasets/files.js';
import { ForceMerges } from './datasets/force-merges.js';
import { Work } from './datasets/work.js';
import { Branches } from './metrics/branches.js';
import { Ci } from './metrics/ci.js';
import { CiByWorkflow } from './metrics/ci-by-workflow.js';
import { Code } from './metrics/code.js';
import { Commits } from './metrics/commits.js';
import { DefaultBranch } from './metrics/default-branch.js';
import { Dora } from './metrics/dora.js';
import { Issues } from './metrics/issues.js';
import { PullRequests } from './metrics/pull-requests.js';
import { Reviews } from './metrics/reviews.js';

export default defineCollector({
  id: 'github',
  title: 'GitHub',
  config: GitHubConfig,
  environment: {
    baseUrl: ['GITHUB_API_URL'],
    appId: ['GITHUB_APP_ID'],
    appInstallationId: ['GITHUB_APP_INSTALLATION_ID'],
  },
  hosts: ['api.github.com', '*.ghe.com'],
  secrets: {
    token: { env: ['GITHUB_TOKEN'], awsSecret: 'github/dashboard-token', optional: true },
    appKey: { env: ['GITHUB_APP_PRIVATE_KEY'], optional: true },
  },
  // More would only hold more in memory: the requests of four keep the connections busy.
  parallelTargets: 4,
  collectors: [PullRequests, Reviews, Commits, Code, Branches, Ci, CiByWorkflow, DefaultBranch, Issues, Dora],
  open: async (run) => (await import('./api.js')).GitHubApi.open(run),
  targets: (api) => api.repositories(),
  create: (api, run, target) => {
    const work = new Work(run, api.repository(target));
    const ci = new CiRuns(run, work);
    return [
      new PullRequests(run, work),
      new Reviews(run, work),
      new Commits(run, work, new ForceMerges(run, work)),
      new Code(run, new Files(run, work)),
      new Branches(run, work),
      new Ci(run, ci),
      new CiByWorkflow(run, ci),
      new DefaultBranch(run, ci, work),
      new Issues(run, work),
      new Dora(run, new Deliveries(run, work, ci)),
    ];
  },
  close: (api) => api.close(),
});
