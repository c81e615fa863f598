import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Bench, type Figure, median } from './figure.ts';
import { type IntakeSink, startIntakeSink } from './intake-sink.ts';
import type { Taken } from './intake-sink-server.ts';
import { NODE_FLAGS } from './node-flags.ts';
import type { Measured } from './sender-side.ts';

const SERIES = 100_000;
// Each side has sent one series before, in a request of its own.
const WARM_UP = 1;
const ROUNDS = 7;

const run = promisify(execFile);

interface Side extends Measured {
  readonly taken: Taken;
}

interface Round {
  readonly own: Side;
  readonly official: Side;
  readonly zstd: Side;
  readonly spool: Side;
  readonly ownHold: Measured;
  readonly ownLoad: Measured;
  readonly officialHold: Measured;
  readonly officialLoad: Measured;
}

/** What sending costs, against the official client, called as its users do: a batch after the other. */
export const sender: Bench = {
  name: 'sender',
  about: `${SERIES} series of 5 tags against the official client, both gzip, median of ${ROUNDS}`,
  async measure() {
    const sink = await startIntakeSink();
    try {
      const rounds: Round[] = [];
      for (let round = 0; round < ROUNDS; round++) rounds.push(await measuredRound(sink));
      return figuresOf((pick) => median(rounds.map(pick)));
    } finally {
      sink.stop();
    }
  },
};

async function measuredRound(sink: IntakeSink): Promise<Round> {
  const sent = async (...args: string[]): Promise<Side> => {
    const measured = await side(...args);
    return { ...measured, taken: await sink.taken(SERIES + WARM_UP) };
  };
  const loaded = async (name: string): Promise<Measured> => {
    const measured = await side(name, 'load', sink.url);
    await sink.taken(WARM_UP);
    return measured;
  };
  const own = await sent('own', 'gzip', sink.url);
  const batch = Math.ceil(SERIES / (own.taken.requests - WARM_UP));
  const official = await sent('official', 'gzip', sink.url, String(batch));
  const zstd = await sent('own', 'zstd', sink.url);
  const folder = await mkdtemp(join(tmpdir(), 'metta-dd-bench-'));
  try {
    return {
      own,
      official,
      zstd,
      spool: await sent('own', 'gzip', sink.url, '', folder),
      ownHold: await side('own', 'hold'),
      ownLoad: await loaded('own'),
      officialHold: await side('official', 'hold'),
      officialLoad: await loaded('official'),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function side(...args: string[]): Promise<Measured> {
  const { stdout } = await run(process.execPath, [
    ...NODE_FLAGS,
    '--expose-gc',
    join(import.meta.dirname, 'sender-side.ts'),
    ...args,
  ]);
  return JSON.parse(stdout);
}

function figuresOf(middle: (pick: (round: Round) => number) => number): Figure[] {
  const line = (name: string, unit: string, pick: (round: Round) => number): Figure => {
    return { name: `sender.${name}`, value: middle(pick), unit };
  };
  const rate = ({ ms }: Side) => SERIES / (ms / 1000);
  const kilobytes = ({ taken }: Side) => taken.wireBytes / 1000;
  // What sending alone takes: above a process that holds the array and has loaded and sent once.
  const ownMemory = ({ own, ownLoad }: Round) => own.peakMib - ownLoad.peakMib;
  const officialMemory = ({ official, officialLoad }: Round) => official.peakMib - officialLoad.peakMib;
  return [
    { ...line('throughput', 'x', (of) => rate(of.own) / rate(of.official)), bar: { kind: 'above', value: 2.5 } },
    { ...line('memory', 'x', aboveArray), bar: { kind: 'below', value: 0.6 } },
    line('memory_without_imports', 'x', (of) => ownMemory(of) / officialMemory(of)),
    line('own_rate', 'series/s', ({ own }) => rate(own)),
    line('official_rate', 'series/s', ({ official }) => rate(official)),
    line('zstd_rate', 'series/s', ({ zstd }) => rate(zstd)),
    line('spool_rate', 'series/s', ({ spool }) => rate(spool)),
    line('own_memory', 'MiB', ownMemory),
    line('official_memory', 'MiB', officialMemory),
    line('own_import', 'ms', ({ own }) => own.importMs),
    line('official_import', 'ms', ({ official }) => official.importMs),
    line('own_wire', 'kB', ({ own }) => kilobytes(own)),
    line('official_wire', 'kB', ({ official }) => kilobytes(official)),
    line('zstd_wire', 'kB', ({ zstd }) => kilobytes(zstd)),
  ];
}

/** Ours by theirs, each above a process that only holds the array. */
function aboveArray({ own, ownHold, official, officialHold }: Round): number {
  return (own.peakMib - ownHold.peakMib) / (official.peakMib - officialHold.peakMib);
}
