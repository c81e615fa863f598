import type { Tags } from '../reading.js';
import type { Log } from '../run.js';
import type { Clock } from './clock.js';
import { type Plain, plainOf } from './log-fields.js';
import type { Redactor } from './redaction.js';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';
export type LogFields = Readonly<Record<string, unknown>>;

/** Writes one line an occurrence; a collector is handed one as its `Log`. */
export interface Logger extends Log {
  info(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** The same writer, with the collector and the target on every line. */
  child(about: LogSubject): Logger;
}

export interface LogSubject {
  readonly collector?: string;
  readonly target?: Tags;
}

export interface LoggerOptions {
  /** Takes one line without its end. */
  readonly write: (line: string) => void;
  /** The least that is written; `silent` writes nothing. */
  readonly level: LogLevel;
  readonly format: 'text' | 'json';
  /** Applied to everything that is written. */
  readonly redactor: Redactor;
  readonly runId: string;
  readonly clock: Clock;
}

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent'];

/** A logger whose lines show no protected secret, whoever wrote them. */
export function createLogger(options: LoggerOptions, about: LogSubject = {}): Logger {
  const least = LEVELS.indexOf(options.level);
  const at =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}): void => {
      if (LEVELS.indexOf(level) >= least) options.write(lineOf(options, about, { level, message, fields }));
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    protect: (value) => options.redactor.protect(value),
    child: (more) => createLogger(options, { ...about, ...more }),
  };
}

interface Entry {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
}

// Redacted value by value: replacing within the finished line could turn a number into no JSON at all.
function lineOf({ format, redactor, runId, clock }: LoggerOptions, about: LogSubject, entry: Entry): string {
  const redact = (text: string) => redactor.redact(text);
  const fields = plainOf(entry.fields, redact);
  const record = {
    time: clock.now().toISOString(),
    level: entry.level,
    message: redact(entry.message),
    runId: redact(runId),
    ...(about.collector === undefined ? {} : { collector: redact(about.collector) }),
    ...(about.target === undefined ? {} : { target: plainOf(about.target, redact) }),
    ...(Object.keys(entry.fields).length === 0 ? {} : { fields }),
  };
  return format === 'json' ? JSON.stringify(record) : textOf(record);
}

interface LogRecord {
  readonly time: string;
  readonly level: string;
  readonly message: string;
  readonly runId: string;
  readonly collector?: string;
  readonly target?: Plain;
  readonly fields?: Plain;
}

function textOf({ time, level, message, runId, collector, target, fields }: LogRecord): string {
  const pairs = [...pairsOf({ runId, collector }), ...pairsOf(target), ...pairsOf(fields)];
  return [time, level.toUpperCase().padEnd(5), oneLine(message), ...pairs].join(' ');
}

function pairsOf(fields: unknown): string[] {
  if (typeof fields !== 'object' || fields === null) return [];
  return Object.entries(fields).flatMap(([key, value]) =>
    value === undefined ? [] : [`${oneLine(key)}=${word(value)}`],
  );
}

function word(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[^\s"=\p{Cc}]+$/u.test(text) ? text : oneLine(JSON.stringify(text));
}

// Control characters could forge a second line or steer the terminal.
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
