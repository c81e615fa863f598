import type { CollectorReport } from '@metta-dd/core/runtime';
import { expect, test } from 'vitest';
import { ProgressLines } from './progress.js';

const CLEAR = '\r\u001b[K';

function terminal(columns = 80) {
  let text = '';
  let nowMs = 0;
  const write = (more: string) => {
    text += more;
  };
  const lines = new ProgressLines({ write, columns, elapsedMs: () => nowMs });
  return {
    lines,
    wait: (ms: number) => {
      nowMs += ms;
    },
    written: () => {
      const all = text;
      text = '';
      return all;
    },
  };
}

const ended = (id: string): CollectorReport => ({
  id,
  state: 'ok',
  requests: 42,
  answers: {},
  durationMs: 5_100,
  values: 1,
  series: [{ metric: 't.total', type: 'gauge', tags: [], points: [[1, 1]] }],
  noData: [],
  failures: [],
  warnings: [],
  quotas: [],
  timedOut: false,
  expiredEvents: 0,
  settledEvents: [],
});

test('counts requests and points of those that run, in a line of its own', () => {
  const { lines, wait, written } = terminal();

  lines.tell({ collector: 'github', kind: 'started' });
  lines.tell({ collector: 'ec2', kind: 'started' });
  wait(100);
  lines.tell({ collector: 'github', kind: 'working', requests: 7, points: 2 });

  expect(written()).toBe(
    `${CLEAR}github: 0 requests, 0 points${CLEAR}github: 7 requests, 2 points; ec2: 0 requests, 0 points`,
  );
});

test('leaves one line for each collector that ended, and nothing else', () => {
  const { lines, written } = terminal();
  lines.tell({ collector: 'github', kind: 'started' });
  lines.tell({ collector: 'ec2', kind: 'started' });
  written();

  lines.tell({ collector: 'github', kind: 'finished', report: ended('github') });
  lines.tell({ collector: 'ec2', kind: 'finished', report: ended('ec2') });
  lines.end();

  expect(written()).toBe(
    `${CLEAR}github: ok in 5.1 s; 42 requests, 1 points\n${CLEAR}ec2: 0 requests, 0 points` +
      `${CLEAR}ec2: ok in 5.1 s; 42 requests, 1 points\n`,
  );
});

test('is drawn anew below a line of the log, and never wraps', () => {
  const { lines, written } = terminal(20);
  lines.tell({ collector: 'github', kind: 'started' });
  written();

  lines.above('WARN  slow');
  lines.end();

  expect(written()).toBe(`${CLEAR}WARN  slow\n${CLEAR}github: 0 requests,${CLEAR}`);
});
