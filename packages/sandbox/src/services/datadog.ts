import { startLocalDatadog } from '@metta-dd/local-datadog';
import type { Service } from './service.js';

const API_KEY = '5a9d0e7c41b2f8663d1ea07b94c85f20';
const APP_KEY = 'c07f52a1e94bd8360f7a2e5c1b96d4830ae7f215';

/** Datadog's intake, which keeps what it accepts. */
export const datadog: Service = async ({ at, port, latencyMs }) => {
  const standIn = await startLocalDatadog({ at, port, latencyMs, apiKeys: [API_KEY], appKeys: [APP_KEY] });
  return {
    url: standIn.url,
    standIn,
    env: { DD_URL: standIn.url, DD_API_KEY: API_KEY, DD_APP_KEY: APP_KEY },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a secret reference, which the CLI resolves
    configuration: { datadog: { url: standIn.url, apiKey: '${env:DD_API_KEY}' } },
  };
};
