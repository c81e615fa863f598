import { createSecretProvider } from './provider.js';

export type { SecretContext, SecretNetwork, SecretProvider, SecretReference } from './contract.js';
export { SecretError } from './failure.js';
export { createSecretProvider } from './provider.js';

export default createSecretProvider();
