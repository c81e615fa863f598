// A process of its own: WORK POINTS URL FOLDER. Sends points through a spool on disk, fills one, or sends what is left.
import { openSpool, thisProcess } from '../packages/core/dist/delivery/index.js';
import { nodeFiles } from '../packages/core/dist/delivery/spool/node-files.js';
import type { SpoolFiles } from '../packages/core/dist/delivery/spool/spool-files.js';
import type { Series } from '../packages/core/dist/runtime/index.js';
import { delivered } from './own-sender.ts';

export interface SpoolRun {
  readonly ms: number;
  /** Part of the time in which at least one file or folder was brought to the disk. */
  readonly syncShare: number;
  readonly accepted: number;
  readonly peakMib: number;
}

/** How long at least one sync was under way: they overlap. */
class SyncTime {
  ms = 0;
  #running = 0;
  #sinceMs = 0;

  async during(syncing: () => Promise<void>): Promise<void> {
    if (this.#running === 0) this.#sinceMs = performance.now();
    this.#running += 1;
    try {
      await syncing();
    } finally {
      this.#running -= 1;
      if (this.#running === 0) this.ms += performance.now() - this.#sinceMs;
    }
  }
}

const [work = '', points = '', url = '', folder = ''] = process.argv.slice(2);
const sync = new SyncTime();
const spool = openSpool({ folder, process: thisProcess(() => Date.now()), files: timed(nodeFiles(), sync) });
const startedMs = performance.now();
const { accepted, kept } = await delivered(generated(Number(points)), url, { spool, mayKeep: work === 'fill' });
if (kept !== (work === 'fill' ? Number(points) : 0)) throw new Error(`${kept} points were kept`);
const ms = performance.now() - startedMs;
const result: SpoolRun = { ms, syncShare: sync.ms / ms, accepted, peakMib: process.resourceUsage().maxRSS / 1024 };
console.log(JSON.stringify(result));
process.exit(0);

function timed(files: SpoolFiles, time: SyncTime): SpoolFiles {
  return {
    ...files,
    sync: (path) => time.during(() => files.sync(path)),
    syncFolder: (path) => time.during(() => files.syncFolder(path)),
  };
}

// A series for each point, made as it is asked for: nothing but the delivery holds any.
function* generated(count: number): Generator<Series> {
  const seconds = Math.floor(Date.now() / 1000);
  for (let index = 0; index < count; index++) {
    const tags = [
      `branch:feature-${index % 500}`,
      'env:production',
      `job:build-${index}`,
      `team:platform-${index % 20}`,
    ];
    yield { metric: `bench.metric_${index % 50}`, type: 'gauge', tags, points: [[seconds, index / 8]] };
  }
}
