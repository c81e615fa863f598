export { type GenerateOptions, generateWorld } from './github/generate/generate-world.js';
export type { Profile, ProfileName } from './github/generate/profile.js';
export { gitHubHandler } from './github/handler.js';
export { type History, readHistory } from './github/history.js';
export type { GitHubOptions } from './github/options.js';
export type { GitHubWorld, RepositoryWorld } from './github/world.js';
export { type Sandbox, startSandbox } from './sandbox.js';
export type { SandboxOptions } from './sandbox-options.js';
