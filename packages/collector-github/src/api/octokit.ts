import { ConfigError, type RunContext } from '@metta-dd/core';
import { createAppAuth } from '@octokit/auth-app';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import Bottleneck from 'bottleneck';
import type { GitHubConfig } from '../config.js';
import type { Budget } from './budget.js';
import { sourceFetch } from './source-fetch.js';

/** What the collector is given to prove who it is. */
export interface GitHubSecrets {
  readonly token: string | undefined;
  readonly appKey: string | undefined;
}

/** Where the credentials come from, as an error message names it. */
export type Credentials = 'the GitHub token' | 'the GitHub App';

export interface ClientOptions {
  readonly run: RunContext<GitHubConfig, GitHubSecrets>;
  readonly budget: Budget;
  /** Told when GitHub asks for less at a time. */
  readonly onSecondaryLimit: () => void;
  /** Milliseconds that a second of waiting takes; only tests have another clock. */
  readonly secondMs?: number;
}

export interface Client {
  readonly octokit: Octokit;
  readonly credentials: Credentials;
}

const RETRIES = 2;
// Octokit's own list lacks 304, 409 (an empty repository) and 429, which it would ask thrice without minding Retry-After.
const NEVER_RETRIED = [304, 400, 401, 403, 404, 409, 410, 422, 429, 451];
const UNBOUNDED = 64;

const Composed = Octokit.plugin(throttling, retry);

/** Builds the client of a run. Throws a ConfigError where there are no credentials: nothing is asked anonymously. */
export async function createClient({ run, budget, onSecondaryLimit, secondMs = 1000 }: ClientOptions): Promise<Client> {
  const { config, fetch, signal, log } = run;
  const { maxWaitSeconds } = config.budget;
  const mayWait = (seconds: number, count: number) => count === 0 && seconds <= maxWaitSeconds;
  const { credentials, ...identity } = identityOf(run);
  const octokit = new Composed({
    ...identity,
    baseUrl: config.baseUrl.replace(/\/$/, ''),
    userAgent: 'metta-dd-collector-github',
    request: { fetch: sourceFetch({ fetch, signal, budget }) },
    log: {
      debug: () => {},
      info: () => {},
      // Octokit writes a line for each refused request, too; that is told as a failure already.
      warn: (text: string) => {
        if (text.includes('is deprecated')) log.warn('GitHub will end a part of its API', { text });
      },
      error: () => {},
    },
    throttle: {
      ...unpaced(),
      retryAfterBaseValue: secondMs,
      onRateLimit: (seconds: number, _options: unknown, _octokit: unknown, count: number) => mayWait(seconds, count),
      onSecondaryRateLimit: (seconds: number, _options: unknown, _octokit: unknown, count: number) => {
        onSecondaryLimit();
        return mayWait(seconds, count);
      },
    },
    retry: { retries: RETRIES, retryAfterBaseValue: secondMs, doNotRetry: NEVER_RETRIED },
  });
  octokit.hook.before('request', (options) => {
    options.headers['x-github-api-version'] = config.apiVersion;
  });
  return { octokit, credentials };
}

function identityOf({ config, secrets }: RunContext<GitHubConfig, GitHubSecrets>) {
  const { appId, appInstallationId } = config;
  if (appId !== undefined) {
    if (secrets.appKey === undefined)
      throw new ConfigError('the GitHub App has no private key', {
        hint: 'set GITHUB_APP_PRIVATE_KEY to the PEM text of the key',
      });
    if (appInstallationId === undefined)
      throw new ConfigError('the GitHub App has no installation', {
        hint: 'set GITHUB_APP_INSTALLATION_ID to the number at the end of the address of its settings page',
      });
    return {
      credentials: 'the GitHub App' as const,
      authStrategy: createAppAuth,
      auth: {
        appId: String(appId),
        installationId: Number(appInstallationId),
        // A key in one line, as environment files often have it.
        privateKey: secrets.appKey.replaceAll('\\n', '\n'),
      },
    };
  }
  if (secrets.token === undefined)
    throw new ConfigError('there is no GitHub token', {
      hint: 'set GITHUB_TOKEN, or GITHUB_APP_ID with GITHUB_APP_PRIVATE_KEY and GITHUB_APP_INSTALLATION_ID',
    });
  return { credentials: 'the GitHub token' as const, auth: secrets.token };
}

// The plugin's own groups pace a GraphQL query like a write, one a second, and are shared by the whole process.
function unpaced() {
  return {
    global: new Bottleneck.Group({ maxConcurrent: UNBOUNDED }),
    write: new Bottleneck.Group({ maxConcurrent: UNBOUNDED }),
  };
}

/** Mints the token of an App installation, so that no output ever shows it; a given token needs nothing. */
export async function mint({ octokit, credentials }: Client, protect: (token: string) => void): Promise<void> {
  if (credentials !== 'the GitHub App') return;
  const minted: unknown = await octokit.auth({ type: 'installation' });
  if (typeof minted === 'object' && minted !== null && 'token' in minted && typeof minted.token === 'string')
    protect(minted.token);
}
