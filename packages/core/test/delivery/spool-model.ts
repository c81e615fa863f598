import type fc from 'fast-check';
import { expect } from 'vitest';
import type { Batch } from '../../src/delivery/batch.js';
import { batchOf } from '../../src/delivery/batches.js';
import type { Entry, Kind } from '../../src/delivery/entry.js';
import type { Pending, Spool } from '../../src/delivery/outbox.js';
import { readSegment } from '../../src/delivery/segment.js';
import { openSpool } from '../../src/delivery/spool/open-spool.js';

import { FallibleFiles, type Fault } from './fallible-files.js';

/** What a test knows of one entry that was put aside. */
interface Known {
  readonly entry: Entry;
  readonly kind: Kind;
  /** `must`: it has to be there; `may`: it can be there; `gone`: it must not come back. */
  presence: 'must' | 'may' | 'gone';
  attempted: 'yes' | 'no' | 'any';
  /** Lost with the process, and that was said. */
  inMemory: boolean;
  /** Its removal or its unmarking is not synced. */
  unsynced: boolean;
  /** A replacement that was cut off left the old segment beside the new one: sent twice, never lost. */
  twice: boolean;
}

/** The spool as it should be. */
export interface Model {
  readonly known: Map<string, Known>;
}

/** The spool under test; a process after the other works on it. */
export class Subject {
  readonly files = new FallibleFiles();
  spool!: Spool;
  #process = 0;
  #entries = 0;

  async start(): Promise<void> {
    this.files.revive();
    this.#process += 1;
    const pid = this.#process;
    const process = { pid, host: 'here', isRunning: (other: number) => other === pid, nowMs: () => 1 };
    this.spool = await openSpool({ folder: '/spool', files: this.files, process, writer: `w${pid}` }).spoolOf('x');
  }

  batch(kind: Kind, count: number): Batch {
    const entries = Array.from({ length: count }, () => {
      this.#entries += 1;
      const wire = JSON.stringify({ metric: `test.m${this.#entries}`, note: 'ü\n\t' });
      return { wire, points: 1, oldest: 1000, newest: 1000 + this.#entries };
    });
    return batchOf(kind, entries);
  }

  async pick(index: number): Promise<Pending | undefined> {
    const pending = await this.spool.claim();
    return pending[index % Math.max(1, pending.length)];
  }
}

type Command = fc.AsyncCommand<Model, Subject>;

abstract class Step implements Command {
  check(): boolean {
    return true;
  }

  abstract run(model: Model, subject: Subject): Promise<void>;

  toString(): string {
    return `${this.constructor.name}(${JSON.stringify(this)})`;
  }
}

/** Dies in the middle where `killAfter` says so, with or without the power going too. */
export interface Death {
  readonly killAfter: number | undefined;
  readonly power: readonly number[] | undefined;
}

abstract class Act extends Step {
  readonly death: Death;

  constructor(death: Death) {
    super();
    this.death = death;
  }

  /** Says what may be the case while the act is under way, and hands out what to do when it is done. */
  abstract begin(model: Model, subject: Subject): Promise<(() => Promise<() => void>) | undefined>;

  async run(model: Model, subject: Subject): Promise<void> {
    const act = await this.begin(model, subject);
    if (act === undefined) return;
    if (this.death.killAfter !== undefined) subject.files.killAfter(this.death.killAfter);
    const done = await act();
    if (!subject.files.killed) done();
    if (this.death.killAfter !== undefined) await die(model, subject, this.death.power);
  }
}

export class Append extends Act {
  readonly kind: Kind;
  readonly count: number;

  constructor(death: Death, kind: Kind, count: number) {
    super(death);
    this.kind = kind;
    this.count = count;
  }

  async begin({ known }: Model, subject: Subject) {
    const batch = subject.batch(this.kind, this.count);
    const all = batch.entries().map((entry): Known => {
      return {
        entry,
        kind: this.kind,
        presence: 'may',
        attempted: 'no',
        inMemory: false,
        unsynced: false,
        twice: false,
      };
    });
    for (const one of all) known.set(one.entry.wire, one);
    return async () => {
      const { id } = await subject.spool.append(batch);
      return () => {
        for (const one of all) Object.assign(one, { presence: 'must', inMemory: id.startsWith('memory') });
      };
    };
  }
}

export class Mark extends Act {
  readonly index: number;
  readonly attempted: boolean;

  constructor(death: Death, index: number, attempted: boolean) {
    super(death);
    this.index = index;
    this.attempted = attempted;
  }

  async begin(model: Model, subject: Subject) {
    const target = await targetOf(model, subject, this.index);
    if (target === undefined) return undefined;
    for (const one of target.known) one.attempted = 'any';
    return async () => {
      const isSound = subject.files.fault !== 'read-only';
      const { spool } = subject;
      const done = this.attempted ? await spool.markAttempted(target.id) : isSound;
      if (!this.attempted) await spool.unmarkAttempted(target.id);
      return () => {
        if (!done) return;
        for (const one of target.known.filter(({ twice }) => !twice))
          Object.assign(one, { attempted: this.attempted ? 'yes' : 'no', unsynced: !this.attempted });
      };
    };
  }
}

export class Settle extends Act {
  readonly index: number;

  constructor(death: Death, index: number) {
    super(death);
    this.index = index;
  }

  async begin(model: Model, subject: Subject) {
    const target = await targetOf(model, subject, this.index);
    if (target === undefined) return undefined;
    for (const one of target.known) one.presence = 'may';
    return async () => {
      const isSound = subject.files.fault !== 'read-only';
      await subject.spool.settle(target.id);
      return () => {
        if (isSound)
          for (const one of target.known.filter(({ twice }) => !twice))
            Object.assign(one, { presence: 'gone', unsynced: one.kind === 'series' });
      };
    };
  }
}

export class Replace extends Act {
  readonly index: number;
  readonly keep: number;

  constructor(death: Death, index: number, keep: number) {
    super(death);
    this.index = index;
    this.keep = keep;
  }

  async begin(model: Model, subject: Subject) {
    const target = await targetOf(model, subject, this.index);
    if (target === undefined || target.known.length < 2) return undefined;
    const size = 1 + (this.keep % (target.known.length - 1));
    const [kept, dropped] = [target.known.slice(0, size), target.known.slice(size)];
    const before = target.known.map(({ twice }) => twice);
    for (const one of dropped) one.presence = 'may';
    for (const one of target.known) Object.assign(one, { attempted: 'any', twice: true });
    return async () => {
      const isSound = subject.files.fault === 'none';
      const [first] = target.known;
      const entries = kept.map(({ entry }) => entry);
      await subject.spool.replace(target.id, batchOf(first?.kind ?? 'series', entries));
      return () => {
        if (!isSound) {
          for (const one of kept) one.inMemory = target.id.startsWith('memory');
          return;
        }
        for (const [index, one] of target.known.entries()) one.twice = before[index] ?? false;
        for (const one of dropped.filter(({ twice }) => !twice))
          Object.assign(one, { presence: 'gone', unsynced: one.kind === 'series' });
        // A power failure may bring the old segment back; only distributions must not come back.
        for (const one of kept)
          if (one.kind === 'series') one.twice = true;
          else if (!one.twice) one.attempted = 'no';
      };
    };
  }
}

export class Crash extends Step {
  readonly power: readonly number[] | undefined;

  constructor(power: readonly number[] | undefined) {
    super();
    this.power = power;
  }

  run(model: Model, subject: Subject): Promise<void> {
    return die(model, subject, this.power);
  }
}

export class Break extends Step {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super();
    this.fault = fault;
  }

  async run(_: Model, subject: Subject): Promise<void> {
    subject.files.fault = this.fault;
  }
}

export class Damage extends Step {
  readonly index: number;
  readonly at: number;
  readonly cut: boolean;

  constructor(index: number, at: number, cut: boolean) {
    super();
    this.index = index;
    this.at = at;
    this.cut = cut;
  }

  async run({ known }: Model, { files }: Subject): Promise<void> {
    const segments = files.paths().filter((path) => /\.(series|distribution)/.test(path));
    const path = segments[this.index % Math.max(1, segments.length)];
    if (path === undefined) return;
    files.damage(path, (text) => {
      for (const { wire } of readSegment(Buffer.from(text), 'series').batch.entries()) {
        const one = known.get(wire);
        if (one !== undefined && one.presence === 'must') one.presence = 'may';
      }
      const at = this.at % Math.max(1, text.length);
      return this.cut ? text.slice(0, at) : `${text.slice(0, at)}${text[at] === '#' ? '!' : '#'}${text.slice(at + 1)}`;
    });
  }
}

/** Everything that has to be there is there and unaltered, and nothing else. */
export class Compare extends Step {
  async run({ known }: Model, { spool, files }: Subject): Promise<void> {
    const found = new Map<string, boolean>();
    for (const { id } of await spool.claim()) {
      const kept = await spool.read(id);
      if (typeof kept === 'string') throw new Error(`a claimed segment is ${kept}`);
      for (const entry of kept.batch.entries()) {
        expect(known.get(entry.wire)?.entry).toEqual(entry);
        expect(known.get(entry.wire)?.kind).toBe(kept.batch.kind);
        found.set(entry.wire, kept.attempted);
      }
    }
    for (const [wire, { presence, attempted }] of known) {
      if (presence === 'must') expect([wire, found.has(wire)]).toEqual([wire, true]);
      if (presence === 'gone') expect([wire, found.has(wire)]).toEqual([wire, false]);
      if (found.has(wire) && attempted !== 'any' && files.fault === 'none')
        expect([wire, found.get(wire)]).toEqual([wire, attempted === 'yes']);
    }
  }
}

async function targetOf({ known }: Model, subject: Subject, index: number) {
  const pending = await subject.pick(index);
  const kept = pending === undefined ? undefined : await subject.spool.read(pending.id);
  if (pending === undefined || kept === undefined || typeof kept === 'string') return undefined;
  return { id: pending.id, known: kept.batch.entries().flatMap(({ wire }) => known.get(wire) ?? []) };
}

async function die({ known }: Model, subject: Subject, power: readonly number[] | undefined): Promise<void> {
  for (const one of known.values()) {
    if (one.inMemory) Object.assign(one, { presence: 'may', attempted: 'any' });
    if (power !== undefined && one.unsynced) {
      if (one.presence === 'gone') one.presence = 'may';
      one.attempted = 'any';
    }
  }
  if (power !== undefined) subject.files.failPower(drawer(power));
  await subject.start();
  await new Compare().run({ known }, subject);
}

function drawer(numbers: readonly number[]): () => number {
  let index = 0;
  return () => {
    const drawn = numbers[index % numbers.length] ?? 0;
    index += 1;
    return drawn;
  };
}
