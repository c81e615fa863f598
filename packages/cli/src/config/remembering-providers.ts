import type { FoundProvider, SecretProvider } from './providers.js';

/** The same providers, each of which is asked once for a secret as long as these are in use: for one run. */
export function rememberingProviders(providers: readonly FoundProvider[]): FoundProvider[] {
  return providers.map((found) => {
    let loaded: Promise<SecretProvider> | undefined;
    return {
      ...found,
      load: () => {
        loaded ??= found.load().then(remembering);
        return loaded;
      },
    };
  });
}

function remembering(provider: SecretProvider): SecretProvider {
  const answers = new Map<string, Promise<string>>();
  return {
    apiVersion: provider.apiVersion,
    resolve: (reference, context) => {
      const key = JSON.stringify(reference);
      const answer = answers.get(key) ?? provider.resolve(reference, context);
      answers.set(key, answer);
      return answer;
    },
  };
}
