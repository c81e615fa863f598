/** What a program may rely on of a failure. */
export interface ErrorItem {
  /** Stable, in SCREAMING_SNAKE. */
  readonly code: string;
  readonly message: string;
  /** What to type next. */
  readonly hint?: string;
  readonly collector?: string;
  readonly target?: Readonly<Record<string, string>>;
  readonly metrics?: readonly string[];
  /** In the configuration. */
  readonly path?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

export type WarningItem = ErrorItem;

export interface EnvelopeMeta {
  readonly runId: string;
  /** Version of the CLI. */
  readonly cli: string;
  readonly durationMs: number;
  /** ISO 8601. */
  readonly startedAt: string;
}

/** The one document that a command prints under `--json`. */
export interface Envelope {
  readonly schema: string;
  /** True exactly where the exit code is 0. */
  readonly ok: boolean;
  // JSON has no undefined: a key that is always there reads better than one that comes and goes.
  readonly result: unknown;
  readonly warnings: readonly WarningItem[];
  readonly errors: readonly ErrorItem[];
  readonly meta: EnvelopeMeta;
}

/** `metta-dd.collectors.list/1` for the command `collectors:list`. */
export function schemaName(command: string): string {
  return `metta-dd.${command.replaceAll(':', '.')}/1`;
}

/** One line of a command that goes on. */
export interface StreamLine {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** When the process began and how long it took so far. */
export function envelopeMeta(runId: string, cli: string): EnvelopeMeta {
  const startedAt = new Date(performance.timeOrigin).toISOString();
  return { runId, cli, durationMs: Math.round(performance.now()), startedAt };
}

/** The document as text, every string of it passed through `redact`. */
export function envelopeText(envelope: Envelope, redact: (text: string) => string): string {
  return documentText(envelope, redact);
}

/** A value as indented lines, every string of it passed through `redact`. */
export function documentText(value: object, redact: (text: string) => string): string {
  return `${JSON.stringify(redacted(value, redact), undefined, 2)}\n`;
}

/** A value as one line, every string of it passed through `redact`. */
export function lineText(value: object, redact: (text: string) => string): string {
  return `${JSON.stringify(redacted(value, redact))}\n`;
}

function redacted(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => redacted(item, redact));
  if (typeof value !== 'object' || value === null) return value === undefined ? null : value;
  const entries = Object.entries(value).filter(([key, item]) => item !== undefined || key === 'result');
  return Object.fromEntries(entries.map(([key, item]) => [redact(key), redacted(item, redact)]));
}
