import { copyFile, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { listSpool, openSpool, type SpoolFolder } from '@metta-dd/core/delivery';
import { isRecord } from '../config/path.js';
import { UsageError } from '../failure.js';

/** One series as it waits. */
export interface WaitingSeries {
  readonly metric: string;
  readonly tags: readonly string[];
  /** Seconds since 1970, and the value, or the values of a distribution. */
  readonly points: readonly (readonly [number, unknown])[];
  /** How many events the points tell of. */
  readonly events: number;
}

/** What a segment holds. */
export interface InspectedSegment {
  readonly file: string;
  readonly kind: 'series' | 'distribution';
  readonly state: 'sound' | 'damaged' | 'newer';
  readonly attempted: boolean;
  readonly series: readonly WaitingSeries[];
  /** That cannot be read back. */
  readonly lostPoints: number;
}

const DESTINATION = 'inspected';

/** Reads a copy: reading through the spool would take the segment over. `named` is a path, or a name from the list. */
export async function inspectSegment(spool: SpoolFolder, named: string): Promise<InspectedSegment> {
  const file = await segmentFile(spool, named);
  const folder = await mkdtemp(join(tmpdir(), 'metta-dd-inspect-'));
  try {
    await mkdir(join(folder, DESTINATION));
    await copyFile(file, join(folder, DESTINATION, basename(file)));
    return await readCopy({ ...spool, folder }, file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readCopy(copy: SpoolFolder, file: string): Promise<InspectedSegment> {
  const [listing] = await listSpool(copy);
  if (listing === undefined)
    throw new UsageError(`${file} is no segment of a spool`, 'metta-dd spool list shows their names');
  const { kind, attempted } = listing;
  if (listing.state === 'newer') return { file, kind, state: 'newer', attempted, series: [], lostPoints: 0 };
  const spool = await openSpool(copy).spoolOf(DESTINATION);
  const [pending] = await spool.claim();
  const kept = pending === undefined ? 'gone' : await spool.read(pending.id);
  if (typeof kept === 'string') throw new Error(`cannot read ${file}: its copy is ${kept}`);
  const series = kept.batch.entries().map(({ wire, events }) => seriesOf(JSON.parse(wire), events?.ids.length ?? 0));
  const isDamaged = listing.state === 'damaged' || spool.findings().length > 0;
  return { file, kind, state: isDamaged ? 'damaged' : 'sound', attempted, series, lostPoints: kept.lostPoints };
}

function seriesOf(wire: unknown, events: number): WaitingSeries {
  const { metric, tags, points } = isRecord(wire) ? wire : {};
  return {
    metric: String(metric),
    tags: Array.isArray(tags) ? tags.map(String) : [],
    points: Array.isArray(points) ? points.map(pointOf) : [],
    events,
  };
}

// Series have points with names, distributions have pairs: https://docs.datadoghq.com/api/latest/metrics/
function pointOf(point: unknown): readonly [number, unknown] {
  if (Array.isArray(point)) return [Number(point[0]), point[1]];
  return isRecord(point) ? [Number(point.timestamp), point.value] : [Number.NaN, point];
}

async function segmentFile({ folder, ...spool }: SpoolFolder, named: string): Promise<string> {
  if (await isFile(resolve(named))) return resolve(named);
  const listed = await listSpool({ folder, ...spool });
  const destinations = listed.filter(({ name }) => name === named).map(({ destination }) => destination);
  const [file] = destinations.map((destination) => join(folder, encodeURIComponent(destination), named));
  if (file !== undefined) return file;
  throw new UsageError(`no segment "${named}" waits, and it is no file`, 'metta-dd spool list shows their names');
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return false;
    throw error;
  }
}
