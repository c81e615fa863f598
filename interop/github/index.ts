import assert from 'node:assert/strict';
import { startStandIn } from '../../packages/local-datadog/dist/index.js';
import { generateWorld, gitHubHandler, readHistory } from '../../packages/sandbox/dist/index.js';
import type { Check, Expected } from '../peer.ts';
import { missingPython } from '../python.ts';
import { VendorClient } from '../vendor-client.ts';

// GitHub cannot be installed; PyGithub, which Octokit shares nothing with, reads the stand-in that the collector reads.
export const name = 'github';
export const version = 'PyGithub 2.10.0';
export const missing = missingPython;

const TOKEN = '9c41d07be52f4a8893d6f10b7ac25e64d8b3901f';
// The week before it has hotfixes, a revert, and a commit that merely begins with the word.
const AT = new Date('2025-10-16T18:36:00Z');
const REPOSITORY = 'acme/metta';
const LABEL = 'bug';
const MAX_WORKFLOWS = 4;
const REQUIRED = ['checks.yml'];
const TOLERANCE = 1e-9;
// Of these the client has no call, or they are left off by the configuration.
const NOT_SHOWN = [
  'github.ci.benchmarks_passing',
  'github.ci.run.duration',
  'github.ci.runs',
  'github.commits.force_merge_7d',
  'github.dora.change_failure_rate_pct',
  'github.dora.time_to_restore_hours',
  'github.prs.merged',
  'github.prs.time_to_merge',
];

const client = new VendorClient(import.meta.dirname);

export const start = (cacheFolder: string): Promise<void> => client.start(cacheFolder);
export const stop = (): Promise<void> => client.stop();

/** Starts the stand-in over the bundled history, with what was generated around it. */
export async function seed(number = 1): Promise<void> {
  await client.serve({ handler: gitHubHandler(await worldOf(number), { token: TOKEN }), now: AT });
}

/** The truth: what PyGithub reads, measured in Python. */
export async function expected(): Promise<Expected> {
  const asked = { ...access(), label: LABEL, maxWorkflows: MAX_WORKFLOWS, required: REQUIRED };
  const values = await client.askNumbers('read.py', asked);
  const config = {
    repos: [REPOSITORY],
    baseUrl: access().url,
    issueLabels: [LABEL],
    maxWorkflows: MAX_WORKFLOWS,
    requiredWorkflows: REQUIRED,
    dora: { deployments: { source: 'deployments' } },
    secrets: { token: TOKEN },
  };
  return { config, at: AT, values, tolerance: TOLERANCE, notShown: NOT_SHOWN };
}

/** What is checked beyond the values of a run. */
export function checks(): readonly Check[] {
  return [
    { name: 'the client against the stand-in', run: () => client.agreement('agree.py', access()) },
    { name: 'refusals of the stand-in, by the client', run: refusals },
  ];
}

async function refusals(): Promise<string> {
  const options = { token: TOKEN, permissions: { deployments: false }, limits: { rest: 20, graphql: 20 } };
  const strict = await startStandIn({ handler: gitHubHandler(await worldOf(1), options), now: AT });
  try {
    const told = await client.ask('refusals.py', { ...access(), url: strict.url });
    const wanted = [
      'BadCredentialsException 401 Bad credentials',
      'BadCredentialsException 401 Bad credentials',
      'UnknownObjectException 404 Not Found',
      `GithubException 422 No commit found for SHA: ${'0'.repeat(40)}`,
      'UnknownObjectException 404 Not Found',
      'UnknownObjectException 404 Not Found',
      'GithubException 403 Resource not accessible by personal access token',
      "UnknownObjectException 404 Could not resolve to a Repository with the name 'acme/no-such-repository'.",
      'RateLimitExceededException 403 API rate limit exceeded for personal access token.',
    ];
    assert.deepEqual(told, wanted);
    return `${wanted.length} refusals, understood by the client`;
  } finally {
    await strict.close();
  }
}

async function worldOf(number: number) {
  return generateWorld(await readHistory(), { at: AT, seed: number });
}

function access() {
  return { url: client.standIn.url, token: TOKEN, repository: REPOSITORY, at: AT.toISOString() };
}
