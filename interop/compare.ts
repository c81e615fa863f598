import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Expected } from './peer.ts';

const BIN = join(import.meta.dirname, '../packages/cli/bin/run.js');

export interface Comparison {
  readonly compared: number;
  readonly equal: number;
  readonly notShown: readonly string[];
  /** What differs, a line each. */
  readonly differences: readonly string[];
}

interface Series {
  readonly metric: string;
  readonly tags: readonly string[];
  readonly points: readonly (readonly [number, number])[];
}

/** Runs the collector through the CLI, as a user would, and holds every metric against the truth. */
export async function compare(collector: string, expected: Expected): Promise<Comparison> {
  const { series, noData, failures } = await collected(collector, expected);
  const values = valuesOf(series);
  const differences = [
    ...failures.map(({ reason, metrics }) => `failed: ${metrics.join(', ')}: ${reason}`),
    ...Object.entries(expected.values).flatMap(([key, truth]) => differenceOf(key, truth, values.get(key), expected)),
  ];
  const known = new Set([...Object.keys(expected.values).map(nameOf), ...expected.notShown]);
  const untold = [...new Set([...series, ...noData].map(({ metric }) => metric))].filter(
    (metric) => !known.has(metric),
  );
  const compared = Object.keys(expected.values).length;
  const unequal = differences.length - failures.length;
  return { compared, equal: compared - unequal, notShown: [...expected.notShown, ...untold].toSorted(), differences };
}

function differenceOf(key: string, truth: number, value: number | undefined, { tolerance }: Expected): string[] {
  if (value === undefined) return [`${key}: ${truth} in truth, and the run has no value`];
  const scale = Math.max(Math.abs(truth), Math.abs(value), Number.MIN_VALUE);
  return Math.abs(truth - value) / scale <= tolerance ? [] : [`${key}: ${truth} in truth, the run says ${value}`];
}

/** The series by `metric{tags}`, without the tags that all series of their target share. */
function valuesOf(series: readonly Series[]): Map<string, number> {
  const shared = series
    .map(({ tags }) => new Set(tags))
    .reduce<Set<string> | undefined>(
      (common, tags) => (common === undefined ? tags : common.intersection(tags)),
      undefined,
    );
  return new Map(
    series.map(({ metric, tags, points }) => {
      const own = tags.filter((tag) => shared?.has(tag) !== true).toSorted();
      return [own.length === 0 ? metric : `${metric}{${own.join(',')}}`, points[0]?.[1] ?? Number.NaN];
    }),
  );
}

const nameOf = (key: string) => key.replace(/\{.*$/, '');

interface Result {
  readonly series: readonly Series[];
  readonly noData: readonly { readonly metric: string }[];
  readonly failures: readonly { readonly reason: string; readonly metrics: readonly string[] }[];
}

async function collected(collector: string, { config, at, env = {} }: Expected): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'metta-dd-interop-'));
  const file = join(folder, 'metta-dd.yaml');
  await writeFile(
    file,
    stringify({ env: 'interop', ...(at && { at: at.toISOString() }), collectors: { [collector]: config } }),
  );
  try {
    const args = ['--', BIN, 'collect', collector, '--json', '--config', file];
    const document = JSON.parse(await outputOf(args, { ...process.env, METTA_DD_STATE_DIR: folder, ...env }));
    if (document.result === null) throw new Error(`cannot collect: ${JSON.stringify(document.errors)}`);
    const [report] = document.result.collectors;
    return { series: document.result.series, noData: report.noData, failures: report.failures };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the CLI prints, whatever its exit code: the document says more than the code. */
function outputOf(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const root = join(import.meta.dirname, '..');
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [...args], { env, cwd: root, maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      if (stdout === '') reject(new Error(`cannot collect: ${stderr || String(error)}`));
      else resolve(stdout);
    });
  });
}
