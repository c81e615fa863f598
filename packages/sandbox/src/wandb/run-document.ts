import type { PythonValue, WandbRun } from './world.js';

const TIMES = new Set(['createdAt', 'heartbeatAt']);

/** A field of a run as filters and orders name it: in either case, or below `config` and `summary_metrics`. */
export interface RunField {
  /** Compared as an instant. */
  readonly time: boolean;
  of(run: WandbRun): PythonValue | undefined;
}

/** The field of a name; `undefined` for a name that the server does not know. */
export function runField(name: string): RunField | undefined {
  const [root = '', ...rest] = name.split('.');
  const path = rest.join('.');
  if (root === 'config') return field((run) => run.config[path.replace(/\.value$/, '')]);
  if (root === 'summary_metrics' || root === 'summaryMetrics') return field((run) => valueAt(run.summary, path));
  const key = root.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());
  const known = FIELDS[key];
  return known === undefined || path !== '' ? undefined : { time: TIMES.has(key), of: known };
}

const field = (of: RunField['of']): RunField => ({ time: false, of });

const FIELDS: Readonly<Record<string, RunField['of']>> = {
  createdAt: ({ createdAt }) => createdAt.getTime(),
  heartbeatAt: ({ heartbeatAt }) => heartbeatAt?.getTime() ?? null,
  displayName: ({ displayName }) => displayName,
  name: ({ name }) => name,
  state: ({ state }) => state,
  group: ({ group }) => group,
  jobType: ({ jobType }) => jobType,
  sweep: ({ sweepName }) => sweepName,
  tags: ({ tags }) => tags,
  username: ({ username }) => username,
  host: ({ runInfo }) => runInfo?.host ?? null,
  duration: ({ createdAt, heartbeatAt }) =>
    heartbeatAt === null ? null : (heartbeatAt.getTime() - createdAt.getTime()) / 1000,
};

function valueAt(record: WandbRun['summary'], path: string): PythonValue | undefined {
  if (Object.hasOwn(record, path)) return record[path];
  const [head = '', ...rest] = path.split('.');
  const below = record[head];
  if (rest.length === 0 || typeof below !== 'object' || below === null || Array.isArray(below)) return undefined;
  return valueAt(Object.fromEntries(Object.entries(below)), rest.join('.'));
}
