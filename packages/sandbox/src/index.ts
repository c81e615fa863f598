export { type GenerateWorkspaceOptions, GIDS as ASANA_GIDS, generateWorkspace } from './asana/generate.js';
export { asanaHandler } from './asana/handler.js';
export type { AsanaOptions, AsanaProject, AsanaTask, AsanaWorld } from './asana/world.js';
export { type AwsWorldOptions, EXTERNAL_ID, generateAwsWorld, ROLE_NAME } from './ec2/generate/generate-aws-world.js';
export { awsHandler } from './ec2/handler.js';
export type { AwsOptions } from './ec2/options.js';
export type * from './ec2/world.js';
export { type GenerateOptions, generateWorld } from './github/generate/generate-world.js';
export type { Profile, ProfileName } from './github/generate/profile.js';
export { gitHubHandler } from './github/handler.js';
export { type History, readHistory } from './github/history.js';
export type { GitHubOptions } from './github/options.js';
export type { GitHubWorld, RepositoryWorld } from './github/world.js';
export { type GenerateClusterOptions, generateCluster } from './k8s/generate.js';
export { kubernetesHandler } from './k8s/handler.js';
export { containerStatus, deployment, node, type PodSketch, pod, podMetrics } from './k8s/objects.js';
export type { ApiObject, KubernetesOptions, KubernetesWorld } from './k8s/world.js';
export { type Sandbox, startSandbox } from './sandbox.js';
export type { SandboxOptions } from './sandbox-options.js';
export { type GenerateSkyPilotOptions, generateSkyPilotWorld } from './skypilot/generate.js';
export { skyPilotHandler } from './skypilot/handler.js';
export type { SkyPilotAuthentication, SkyPilotOptions } from './skypilot/options.js';
export type {
  GoneCluster,
  Machines,
  SkyPilotCluster,
  SkyPilotJob,
  SkyPilotTask,
  SkyPilotWorld,
} from './skypilot/world.js';
export { type GenerateWandbOptions, generateWandbWorld } from './wandb/generate.js';
export { wandbHandler } from './wandb/handler.js';
export type {
  PythonRecord,
  PythonValue,
  RunInfo,
  WandbOptions,
  WandbProject,
  WandbRun,
  WandbUser,
  WandbWorld,
} from './wandb/world.js';
