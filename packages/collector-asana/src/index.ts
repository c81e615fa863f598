import { defineCollector } from '@metta-dd/core';
import { AsanaConfig } from './config.js';
import { Tasks } from './datasets/tasks.js';
import { Bugs } from './metrics/bugs.js';
import { Flow } from './metrics/flow.js';
import { Projects } from './metrics/projects.js';
import { Workload } from './metrics/workload.js';

export default defineCollector({
  id: 'asana',
  title: 'Asana',
  config: AsanaConfig,
  environment: { workspaceGid: ['ASANA_WORKSPACE_GID'] },
  hosts: ['app.asana.com'],
  secrets: {
    accessToken: { env: ['ASANA_ACCESS_TOKEN'], awsSecret: 'asana/access-token' },
    workspaceGid: { env: [], awsSecret: 'asana/workspace-gid', optional: true },
    bugsProjectGid: { env: ['ASANA_BUGS_PROJECT_GID'], awsSecret: 'asana/bugs-project-gid', optional: true },
  },
  collectors: [Workload, Flow, Projects, Bugs],
  open: async (run) => new (await import('./api.js')).AsanaApi(run),
  targets: (api) => api.targets(),
  create: (api, run, target) => {
    const project = 'project' in target ? api.trackedBy(target.project) : undefined;
    if (project !== undefined) {
      const tasks = new Tasks(run, `bugs of project ${project.key}`, () => api.bugs(project));
      return new Bugs(run, { project, tasks });
    }
    const tasks = new Tasks(run, 'tasks of the selected projects', () => api.tasks());
    const workspace = [new Workload(run, tasks), new Flow(run, tasks), new Projects(run, () => api.projects())];
    return api.tracked.length > 0 ? workspace : [...workspace, new Bugs(run, undefined)];
  },
  close: (api) => api.close(),
});
