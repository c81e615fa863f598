import type { FaultRule } from '@metta-dd/local-datadog';
import type { CollectorReport } from '@metta-dd/test-kit';
import { expect, test } from 'vitest';
import { collected, valuesOf } from './collected.js';
import { smallWorld } from './scenes.js';
import { served } from './servers.js';

const CONFIG = {
  forceMergeSources: { ruleSuites: true, forcePushes: true, tagPrefix: 'forced-' },
  issueLabels: ['bug'],
  dora: { deployments: { source: 'deployments' }, incidentLabels: ['incident'] },
};

const ROUTES: Readonly<Record<string, NonNullable<FaultRule['match']>>> = {
  'the repository': { body: 'query Snapshot' },
  commits: { body: 'query Commits' },
  'closed pull requests': { body: 'query ClosedPulls' },
  'further files': { body: 'query Remainder' },
  'open pull requests': { body: 'query OpenPulls' },
  branches: { body: 'query Branches' },
  tags: { body: 'query Tags' },
  deployments: { body: 'query Deployments' },
  incidents: { body: 'query Incidents' },
  runs: { path: '/repos/acme/metta/actions/runs' },
  attempts: { path: '/repos/acme/metta/actions/runs/*/attempts/*' },
  annotations: { path: '/repos/acme/metta/check-runs/*' },
  'rule suites': { path: '/repos/acme/metta/rulesets/rule-suites' },
  activity: { path: '/repos/acme/metta/activity' },
  'branch rules': { path: '/repos/acme/metta/rules/*' },
};

// What else can go wrong with an answer is tested of the client.
const FAULTS: Readonly<Record<string, Omit<FaultRule, 'match'>>> = {
  '403': { status: 403, body: { message: 'Forbidden' } },
  'JSON cut short': { cut: 1 },
};

/** Every metric that was not there without the fault, or has another value. */
function falsehoods(sound: CollectorReport, hurt: CollectorReport): readonly string[] {
  const right = valuesOf(sound);
  return Object.entries(valuesOf(hurt)).flatMap(([metric, value]) =>
    right[metric] === value ? [] : [`${metric} is ${value}, not ${right[metric]}`],
  );
}

test('whatever fails, the values that are left are true, and what is gone is told of', {
  timeout: 240_000,
}, async () => {
  const standIn = await served(await smallWorld());
  const sound = await collected({ url: standIn.url, config: CONFIG });
  const all = new Set([...sound.series, ...sound.noData].map(({ metric }) => metric));
  const problems: string[] = [];

  for (const [route, match] of Object.entries(ROUTES)) {
    for (const [fault, rule] of Object.entries(FAULTS)) {
      standIn.faults.clear();
      standIn.faults.add({ match, ...rule });
      const hurt = await collected({ url: standIn.url, config: CONFIG });
      const told = new Set([...hurt.series, ...hurt.noData].map(({ metric }) => metric));
      for (const { metrics } of hurt.failures) for (const metric of metrics) told.add(metric);
      const where = `${route}, ${fault}`;
      problems.push(...falsehoods(sound, hurt).map((text) => `${where}: ${text}`));
      problems.push(...[...all].filter((metric) => !told.has(metric)).map((metric) => `${where}: ${metric} is gone`));
      if (hurt.failures.length === 0) problems.push(`${where}: nothing failed`);
    }
  }

  expect(problems).toEqual([]);
});
