import type { Batch } from './batch.js';

/** A batch that was put aside and is not settled yet. */
export interface Pending {
  readonly id: string;
  /** Time of the newest point, seconds since the epoch: newest slots go first. */
  readonly slot: number;
}

/** A batch as it was put aside. */
export interface Kept {
  readonly batch: Batch;
  /** It was handed to the network once, and no answer was noted: whether the intake has it is not known. */
  readonly attempted: boolean;
  /** Points that were put aside and cannot be read back. */
  readonly lostPoints: number;
}

/** What an operator must be told of a spool; the text is constant, what varies is in the fields. */
export interface Finding {
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Where batches for one destination wait until they are settled. */
export interface Spool {
  /** Resolves once a crash would not lose the batch, or once memory holds it and a finding says so. */
  append(batch: Batch): Promise<Pending>;
  /** What this process may send: its own, and what ended processes left behind. */
  claim(): Promise<readonly Pending[]>;
  /** `gone`: another process took it, or somebody removed it; `unreadable`: the disk does not hand it out now. */
  read(id: string): Promise<Kept | 'gone' | 'unreadable'>;
  /** Notes, durably, that the batch goes to the network now; false where that cannot be noted. */
  markAttempted(id: string): Promise<boolean>;
  /** Takes the note back: the intake has not taken the batch. */
  unmarkAttempted(id: string): Promise<void>;
  /** Puts what is left of a batch in its place; the id ends with it. */
  replace(id: string, batch: Batch): Promise<void>;
  settle(id: string): Promise<void>;
  /** Says that this process goes on for at least so many milliseconds without a sign of life. */
  renew(milliseconds: number): Promise<void>;
  /** What came up since the last call. */
  findings(): readonly Finding[];
  /** Leaves what is not settled to whoever comes next. */
  close(): Promise<void>;
}

/** Spools of all destinations. */
export interface Outbox {
  /** A process's end does not lose what is in it, so that feeding need not wait for sending. */
  readonly durable: boolean;
  spoolOf(destination: string): Promise<Spool>;
}
