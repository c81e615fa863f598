import { expect, test } from 'vitest';
import { type Ending, exitCodeOf } from './exit.js';
import type { CollectorReport } from './report.js';

const collector = (state: CollectorReport['state'], ...authentication: boolean[]): CollectorReport => ({
  id: 't',
  state,
  requests: 0,
  answers: {},
  durationMs: 0,
  values: 0,
  series: [],
  noData: [],
  failures: authentication.map((one) => ({ reason: 'r', authentication: one, metrics: ['m'] })),
  warnings: [],
  quotas: [],
  timedOut: false,
  expiredEvents: 0,
  settledEvents: [],
});

const ok = collector('ok');
const partial = collector('partial', false);
const failed = collector('failed', false);
const refused = collector('failed', true);

test.each<[string, number, Ending]>([
  ['everything asked was done', 0, { report: { collectors: [ok] }, delivery: [{ kept: 0 }] }],
  ['nothing was asked', 0, { report: { collectors: [] } }],
  ['a part failed', 5, { report: { collectors: [ok, partial] } }],
  ['one of two collectors failed', 5, { report: { collectors: [ok, refused] } }],
  ['points were kept, and a part failed', 6, { report: { collectors: [partial] }, delivery: [{ kept: 1 }] }],
  ['every collector failed, and points were kept', 7, { report: { collectors: [failed] }, delivery: [{ kept: 1 }] }],
  ['every failure is authentication', 4, { report: { collectors: [refused, refused] } }],
  ['one failure is not', 7, { report: { collectors: [refused, failed] } }],
  [
    'every failure is the configuration',
    3,
    {
      report: {
        collectors: [
          {
            ...failed,
            failures: [{ reason: 'no token', authentication: false, configuration: true, metrics: ['m'] }],
          },
        ],
      },
    },
  ],
  ['the deadline passed before that', 9, { deadline: true, report: { collectors: [failed] } }],
  ['a plugin is incompatible before that', 8, { incompatible: true, deadline: true }],
  ['interrupted before all', 130, { signal: 'SIGINT', incompatible: true, report: { collectors: [failed] } }],
  ['terminated', 143, { signal: 'SIGTERM' }],
])('%s: exit %i', (_when, code, ending) => {
  const exit = exitCodeOf(ending);

  expect(exit).toBe(code);
});
