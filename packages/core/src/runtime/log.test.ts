import { expect, test } from 'vitest';
import { fixedClock } from './clock.js';
import { createLogger, type LoggerOptions } from './log.js';
import { Redactor } from './redaction.js';

const TOKEN = 'sky_7d1f0c55e2a94b3c';

function logger(options: Partial<LoggerOptions> = {}) {
  const lines: string[] = [];
  const log = createLogger({
    write: (line) => void lines.push(line),
    level: 'debug',
    format: 'text',
    redactor: new Redactor(),
    runId: 'r1',
    clock: fixedClock(new Date('2025-10-23T18:20:00.000Z')),
    ...options,
  });
  return { log, lines };
}

test('a text line has the run, the collector, the target and the fields', () => {
  const { log, lines } = logger();

  log
    .child({ collector: 'github' })
    .child({ target: { org: 'acme', repo: 'metta' } })
    .warn('page is late', { page: 2, of: 'all runs', cause: new RangeError('x'), skipped: undefined });

  expect(lines.map((line) => line.replace(/,\\"stack.*/, '…'))).toEqual([
    '2025-10-23T18:20:00.000Z WARN  page is late runId=r1 collector=github org=acme repo=metta page=2 of="all runs" ' +
      'cause="{\\"name\\":\\"RangeError\\",\\"message\\":\\"x\\"…',
  ]);
});

test('a JSON line holds the same, with the fields apart so that none can pose as the level', () => {
  const { log, lines } = logger({ format: 'json' });

  log.child({ collector: 'ec2', target: { region: 'us-east-1' } }).info('done', { level: 'error', at: new Date(0) });

  expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
    {
      time: '2025-10-23T18:20:00.000Z',
      level: 'info',
      message: 'done',
      runId: 'r1',
      collector: 'ec2',
      target: { region: 'us-east-1' },
      fields: { level: 'error', at: '1970-01-01T00:00:00.000Z' },
    },
  ]);
});

test.each([
  ['warn', ['warn', 'error']],
  ['silent', []],
] as const)('level %s writes %j', (level, expected) => {
  const { log, lines } = logger({ level, format: 'json' });

  for (const name of ['debug', 'info', 'warn', 'error'] as const) log[name]('text');

  expect(lines.map((line) => JSON.parse(line).level)).toEqual(expected);
});

test.each(['text', 'json'] as const)('a secret appears nowhere in a %s line', (format) => {
  const { log, lines } = logger({ format });
  log.protect(TOKEN);

  log.child({ collector: TOKEN, target: { repo: TOKEN } }).error(`no ${TOKEN}`, {
    [TOKEN]: [TOKEN],
    error: new Error(`401 for ${TOKEN}`, { cause: new Error(encodeURIComponent(TOKEN)) }),
    url: new URL(`http://x.example/?t=${TOKEN}`),
    map: new Map([['k', TOKEN]]),
  });

  expect(lines.join('\n')).not.toContain('7d1f');
  expect(lines).toHaveLength(1);
});

test('a number that spells a secret keeps the JSON valid', () => {
  const { log, lines } = logger({ format: 'json' });
  log.protect('1234567890');

  log.info('x', { pin: 1234567890, other: 12 });

  expect(lines.map((line) => JSON.parse(line).fields)).toEqual([{ pin: '[redacted]', other: 12 }]);
});

test('no input makes a second line, steers the terminal or throws', () => {
  const { log, lines } = logger();
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;

  log.warn('a\nb\u001b[31m', { cycle, big: 10n, none: Number.NaN, text: 'x\ny', bad: new Date(Number.NaN) });

  expect(lines).toEqual([
    '2025-10-23T18:20:00.000Z WARN  a\\u000ab\\u001b[31m runId=r1 ' +
      'cycle="{\\"self\\":{\\"self\\":{\\"self\\":{\\"self\\":{\\"self\\":\\"[…]\\"}}}}}" ' +
      'big=10 none=NaN text="x\\ny" bad="Invalid Date"',
  ]);
});
