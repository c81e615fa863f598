import { join } from 'node:path';
import type { Batch } from '../batch.js';
import { HEADER_BYTES, type HeaderReading, headerOf, readSegment, type SegmentReading, segmentOf } from '../segment.js';
import { parseSegmentName, type SegmentName, segmentName, unfinishedName, writerOfUnfinished } from './segment-name.js';
import { codeOf, type SpoolFiles } from './spool-files.js';

const QUARANTINE = 'quarantine';

/** The segments of one destination as files of one folder; each call leaves every file whole, whenever it is cut off. */
export class SegmentStore {
  readonly #files: SpoolFiles;
  readonly folder: string;

  constructor(files: SpoolFiles, folder: string) {
    this.#files = files;
    this.folder = folder;
  }

  async make(): Promise<void> {
    await this.#files.makeFolder(this.folder);
  }

  /** All segments, and files that a writer had not finished; nothing where there is no folder. */
  async list(): Promise<{ readonly segments: readonly SegmentName[]; readonly unfinished: readonly string[] }> {
    const names = await this.#names(this.folder);
    return {
      segments: names.map(parseSegmentName).filter((name) => name !== undefined),
      unfinished: names.filter((name) => writerOfUnfinished(name) !== undefined),
    };
  }

  quarantined(): Promise<readonly string[]> {
    return this.#names(join(this.folder, QUARANTINE));
  }

  /** Resolves once neither the content nor the name can be lost; also in the place of an older segment of the name. */
  async write(batch: Batch, name: SegmentName): Promise<void> {
    const unfinished = join(this.folder, unfinishedName(name.writer, name.number));
    try {
      await this.#files.write(unfinished, segmentOf(batch));
      await this.#files.sync(unfinished);
      await this.#files.rename(unfinished, this.#pathOf(name));
    } catch (error) {
      await this.removeFile(unfinishedName(name.writer, name.number)).catch(() => undefined);
      throw error;
    }
    await this.#files.syncFolder(this.folder);
  }

  /** Absent where the segment is gone. */
  async read(name: SegmentName): Promise<SegmentReading | undefined> {
    return present(async () => readSegment(await this.#files.read(this.#pathOf(name)), name.kind));
  }

  /** Absent where the segment is gone. */
  async header(name: SegmentName): Promise<HeaderReading | undefined> {
    return present(async () => headerOf(await this.#files.readStart(this.#pathOf(name), HEADER_BYTES)));
  }

  async size(name: SegmentName): Promise<number | undefined> {
    return present(() => this.#files.size(this.#pathOf(name)));
  }

  /** False where the segment is gone: of two processes that take one, only one gets it. */
  async rename(from: SegmentName, to: SegmentName): Promise<boolean> {
    const done = await present(async () => {
      await this.#files.rename(this.#pathOf(from), this.#pathOf(to));
      return true;
    });
    return done === true;
  }

  async sync(): Promise<void> {
    await this.#files.syncFolder(this.folder);
  }

  async remove(name: SegmentName): Promise<void> {
    await this.removeFile(segmentName(name));
  }

  async removeFile(name: string): Promise<void> {
    await present(() => this.#files.remove(join(this.folder, name)));
  }

  /** Moves a damaged segment out of the way, for whoever wants to look at it. */
  async quarantine(name: SegmentName): Promise<void> {
    const folder = join(this.folder, QUARANTINE);
    await this.#files.makeFolder(folder);
    await present(() => this.#files.rename(this.#pathOf(name), join(folder, segmentName(name))));
  }

  async #names(folder: string): Promise<readonly string[]> {
    return (await present(() => this.#files.list(folder))) ?? [];
  }

  #pathOf(name: SegmentName): string {
    return join(this.folder, segmentName(name));
  }
}

/** Absent where the file is: what another process took in the meantime is no failure. */
async function present<Result>(act: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await act();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return undefined;
    throw error;
  }
}
