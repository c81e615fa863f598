import { slotAfter, slotAt } from './slots.js';

/** The time of day and a way to wait for it; a test brings its own. */
export interface Timer {
  /** Milliseconds since 1970. */
  nowMs(): number;
  /** Calls once, after so many milliseconds; what is returned calls it off. */
  after(milliseconds: number, call: () => void): () => void;
}

/** What is due at each of its slots. */
export interface Plan {
  /** Unique; a plan that is replaced by one of the same key goes on. */
  readonly key: string;
  readonly everyMs: number;
  /** The longest that the start of a slot is put off, so that not everybody asks at once. */
  readonly jitterMs: number;
}

export interface SchedulerOptions {
  readonly timer: Timer;
  /** 0 up to, not including, 1. */
  readonly random: () => number;
  /** Never rejects. */
  readonly run: (plan: Plan, slot: Date) => Promise<void>;
  /** Told of slots that passed while the one before was still running, or while the machine slept. */
  readonly skipped: (plan: Plan, slots: number) => void;
}

// A corrected clock and a machine that slept are noticed within a minute, and no timer overflows.
const LONGEST_WAIT_MS = 60_000;
// A slot that begins later has no present state any more, which ends 10 minutes from the clock of the source.
const LATEST_MS = 9 * 60_000;

interface Entry {
  plan: Plan;
  lastSlot: number;
  cancel: () => void;
  isGone: boolean;
}

/** Runs each plan at its slots, never two of one plan at once, and never a slot twice. */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #running = new Set<Promise<void>>();

  constructor(options: SchedulerOptions) {
    this.#options = options;
  }

  /** From now on these plans; one that goes on keeps its slots, one that is gone ends with the slot it is in. */
  replace(plans: readonly Plan[]): void {
    const keys = new Set(plans.map(({ key }) => key));
    for (const [key, entry] of this.#entries) if (!keys.has(key)) this.#remove(key, entry);
    for (const plan of plans) {
      const entry = this.#entries.get(plan.key);
      if (entry === undefined) this.#add(plan);
      else entry.plan = plan;
    }
  }

  /** Resolves when no slot is running. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Starts nothing any more, and resolves when what is running has ended. */
  async stop(): Promise<void> {
    this.replace([]);
    await this.idle();
  }

  #add(plan: Plan): void {
    const lastSlot = slotAt(this.#options.timer.nowMs(), plan.everyMs);
    const entry: Entry = { plan, lastSlot, cancel: () => {}, isGone: false };
    this.#entries.set(plan.key, entry);
    this.#arm(entry);
  }

  #remove(key: string, entry: Entry): void {
    entry.isGone = true;
    entry.cancel();
    this.#entries.delete(key);
  }

  #arm(entry: Entry): void {
    const { timer, random } = this.#options;
    const { everyMs, jitterMs } = entry.plan;
    // A clock that was set back must not bring a slot again.
    const slot = slotAfter(Math.max(timer.nowMs(), entry.lastSlot), everyMs);
    this.#wait(entry, slot + Math.floor(random() * jitterMs));
  }

  #wait(entry: Entry, dueMs: number): void {
    const { timer } = this.#options;
    const left = dueMs - timer.nowMs();
    const wait = Math.max(0, Math.min(left, LONGEST_WAIT_MS));
    entry.cancel = timer.after(wait, () => {
      if (timer.nowMs() < dueMs) this.#wait(entry, dueMs);
      else this.#start(entry);
    });
  }

  #start(entry: Entry): void {
    const { timer, run } = this.#options;
    const { plan } = entry;
    const slot = slotAt(timer.nowMs(), plan.everyMs);
    const tooLate = timer.nowMs() - slot > LATEST_MS;
    this.#skip(entry, tooLate ? slot : slot - plan.everyMs);
    if (tooLate) {
      this.#arm(entry);
      return;
    }
    entry.lastSlot = slot;
    const ended = run(plan, new Date(slot)).finally(() => {
      this.#running.delete(ended);
      if (entry.isGone) return;
      this.#skip(entry, slotAt(timer.nowMs(), entry.plan.everyMs));
      this.#arm(entry);
    });
    this.#running.add(ended);
  }

  /** Tells of the slots after the last one, up to `throughSlot`. */
  #skip(entry: Entry, throughSlot: number): void {
    const { plan, lastSlot } = entry;
    const slots = Math.floor((throughSlot - lastSlot) / plan.everyMs);
    if (slots <= 0) return;
    entry.lastSlot = throughSlot;
    this.#options.skipped(plan, slots);
  }
}
