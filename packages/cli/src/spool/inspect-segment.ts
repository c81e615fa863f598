import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { listSpool, readSegmentFile, type SegmentContents, type SpoolFolder } from '@metta-dd/core/delivery';
import { UsageError } from '../failure.js';

/** What a segment holds, and where it lies. */
export interface InspectedSegment extends SegmentContents {
  readonly file: string;
}

/** `named` is a path, or a name from the list. */
export async function inspectSegment(spool: SpoolFolder, named: string): Promise<InspectedSegment> {
  const file = await segmentFile(spool, named);
  const contents = await readSegmentFile(file);
  if (contents === undefined)
    throw new UsageError(`${file} is no segment of a spool`, 'metta-dd spool list shows their names');
  return { file, ...contents };
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
