import { pythonJson } from '../python-json.js';
import type { PythonRecord, PythonValue, WandbRun } from '../world.js';

interface Keys {
  readonly keys?: readonly string[] | null;
}

/** A run as the API gives it. */
export function runNode(run: WandbRun): Readonly<Record<string, unknown>> {
  const { name, displayName, tags, sweepName, state, group, jobType, history } = run;
  const rows = history.map((row, step): PythonRecord => ({ _step: step, ...row }));
  return {
    id: Buffer.from(`Run:v1:${name}`).toString('base64'),
    name,
    displayName,
    tags,
    sweepName,
    state,
    group,
    jobType,
    runInfo: run.runInfo,
    commit: null,
    readOnly: false,
    createdAt: timeOf(run.createdAt, run),
    heartbeatAt: run.heartbeatAt === null ? null : timeOf(run.heartbeatAt, run),
    description: null,
    notes: null,
    projectId: 1,
    user: { id: run.username, username: run.username, name: run.username },
    historyLineCount: rows.length,
    historyKeys: { lastStep: rows.length - 1, keys: historyKeys(rows), sets: [] },
    config: ({ keys }: Keys) => pythonJson(wrapped(chosen(run.config, keys))),
    summaryMetrics: ({ keys }: Keys) => summaryText(run, chosen(run.summary, keys)),
    systemMetrics: pythonJson(run.system),
    history: (range: StepRange) => stepRange(rows, range).map(pythonJson),
    events: () => [pythonJson({ _timestamp: run.createdAt.getTime() / 1000, ...run.system })],
    sampledHistory: ({ specs }: { readonly specs: readonly Spec[] }) => specs.map((spec) => sampled(rows, spec)),
    parquetHistory: { parquetUrls: [], liveData: rows.map(({ _step }) => ({ _step })) },
    fileCount: 0,
    files: { edges: [], pageInfo: { endCursor: null, hasNextPage: false } },
  };
}

function timeOf(at: Date, { timesWithoutZone = false }: WandbRun): string {
  const text = at.toISOString().replace(/\.000Z$/, 'Z');
  return timesWithoutZone ? text.slice(0, -1) : text;
}

function chosen(record: PythonRecord, keys: readonly string[] | null | undefined): PythonRecord {
  if (keys === undefined || keys === null) return record;
  return Object.fromEntries(Object.entries(record).filter(([key]) => keys.includes(key)));
}

function wrapped(config: PythonRecord): PythonRecord {
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, { value, desc: null }]));
}

function summaryText({ doublyEncodedSummary = false }: WandbRun, summary: PythonRecord): string {
  const text = pythonJson(summary);
  return doublyEncodedSummary ? JSON.stringify(text) : text;
}

function historyKeys(rows: readonly PythonRecord[]) {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  return Object.fromEntries(
    [...names].map((name) => [name, { typeCounts: [{ type: 'number', count: rows.length }], monotonic: false }]),
  );
}

interface StepRange {
  readonly minStep?: number | null;
  readonly maxStep?: number | null;
}

function stepRange(rows: readonly PythonRecord[], { minStep, maxStep }: StepRange): readonly PythonRecord[] {
  return rows.slice(minStep ?? 0, maxStep ?? rows.length);
}

interface Spec extends StepRange {
  readonly keys?: readonly string[];
}

/** Only rows that have all of the keys. */
function sampled(rows: readonly PythonRecord[], { keys = [], minStep, maxStep }: Spec): readonly PythonRecord[] {
  // Here the last step is included, as the official client takes it.
  const range = stepRange(rows, { minStep: minStep ?? 0, maxStep: (maxStep ?? rows.length) + 1 });
  const whole = range.filter((row) => keys.every((key) => Object.hasOwn(row, key)));
  return whole.map((row) => Object.fromEntries(keys.map((key): [string, PythonValue] => [key, row[key] ?? null])));
}
