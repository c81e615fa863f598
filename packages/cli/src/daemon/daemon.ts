import { hintOf, reasonOf } from '@metta-dd/core';
import type { Logger } from '@metta-dd/core/runtime';
import type { Outcome } from '../collect/run.js';
import type { Configuration } from '../config/load.js';
import { partOf, plansOf } from './plans.js';
import { type Plan, Scheduler, type Timer } from './scheduler.js';
import type { DaemonStatus } from './status.js';

/** One slot of one plan. */
export interface Slot {
  readonly at: Date;
  readonly configuration: Configuration;
  /** Aborted when the daemon is stopped; of this slot alone, so that it goes with it. */
  readonly signal: AbortSignal;
}

export interface DaemonOptions {
  readonly timer: Timer;
  readonly random: () => number;
  readonly log: Logger;
  readonly status: DaemonStatus;
  /** Reads file and environment anew, and hands out what resolves the references in them, once a slot. */
  readonly read: () => Promise<() => Promise<Configuration>>;
  readonly run: (slot: Slot) => Promise<Outcome>;
  /** Told of each slot that ended with a report. */
  readonly ended: (slot: Slot, outcome: Outcome) => void;
}

/** Runs slots until it is stopped; a configuration that cannot be used never ends it. */
export class Daemon {
  readonly #options: DaemonOptions;
  readonly #scheduler: Scheduler;
  readonly #slots = new Set<AbortController>();
  #resolve: () => Promise<Configuration>;
  #good: Configuration;

  private constructor(options: DaemonOptions, resolve: () => Promise<Configuration>, good: Configuration) {
    this.#options = options;
    this.#resolve = resolve;
    this.#good = good;
    const { timer, random, status, log } = options;
    this.#scheduler = new Scheduler({
      timer,
      random,
      run: (plan, slot) => this.#run(plan, slot),
      skipped: (_, slots) => {
        status.skipped(slots);
        log.warn('slots were skipped: the one before was still running, or the machine slept', { slots });
      },
    });
  }

  /** Throws where the first configuration cannot be used: there is no good one to go on with. */
  static async prepare(options: DaemonOptions): Promise<Daemon> {
    const resolve = await options.read();
    return new Daemon(options, resolve, await resolve());
  }

  start(): void {
    this.#scheduler.replace(plansOf(this.#good));
    this.#options.status.enter('ready');
  }

  /** The next slots follow the new configuration; a refused one leaves everything as it is. */
  async reload(): Promise<void> {
    const { read, status, log } = this.#options;
    try {
      const resolve = await read();
      const configuration = await resolve();
      this.#resolve = resolve;
      this.#good = configuration;
      if (status.state === 'ready') this.#scheduler.replace(plansOf(configuration));
      status.reloaded(true);
      log.info('the configuration was reloaded', { collectors: configuration.instances.map(({ name }) => name) });
    } catch (error) {
      status.reloaded(false);
      log.error('the configuration cannot be used: the last good one stays', problemOf(error));
    }
  }

  /** Each plan once, now; resolves when all have ended. */
  async runEachOnce(): Promise<void> {
    const now = new Date(this.#options.timer.nowMs());
    this.#options.status.enter('ready');
    await Promise.all(plansOf(this.#good).map((plan) => this.#run(plan, now)));
  }

  /** Resolves when no slot is running. */
  idle(): Promise<void> {
    return this.#scheduler.idle();
  }

  /** Starts nothing any more, ends what is running, and resolves when all of it is on disk. */
  async stop(reason: unknown): Promise<void> {
    this.#options.status.enter('draining');
    for (const slot of this.#slots) slot.abort(reason);
    await this.#scheduler.stop();
  }

  async #run(plan: Plan, at: Date): Promise<void> {
    const { run, ended, status, log } = this.#options;
    const controller = new AbortController();
    this.#slots.add(controller);
    try {
      const configuration = partOf(await this.#resolved(), plan);
      const slot = { at, configuration, signal: controller.signal };
      const outcome = await run(slot);
      status.ran(at, outcome.report.collectors, outcome.delivery?.reports ?? []);
      ended(slot, outcome);
    } catch (error) {
      status.failed(at);
      log.error('a slot failed', { slot: at.toISOString(), ...problemOf(error) });
    } finally {
      this.#slots.delete(controller);
    }
  }

  // A secret may have been rotated since the slot before; while its store is out, the last one may still do.
  async #resolved(): Promise<Configuration> {
    const resolve = this.#resolve;
    try {
      const configuration = await resolve();
      // Reloaded in the meantime: the newer one stays.
      if (resolve === this.#resolve) this.#good = configuration;
    } catch (error) {
      this.#options.log.warn('references cannot be resolved: the last good values stay', problemOf(error));
    }
    return this.#good;
  }
}

function problemOf(error: unknown): Readonly<Record<string, string>> {
  const hint = hintOf(error);
  return { reason: reasonOf(error), ...(hint !== undefined && { hint }) };
}
