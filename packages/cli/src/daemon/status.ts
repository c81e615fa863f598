import type { DeliveryReport } from '@metta-dd/core/delivery';
import { type CollectorReport, failedMetrics } from '@metta-dd/core/runtime';
import { Counts } from './counts.js';
import { type Family, metricsText, type PrometheusSample } from './prometheus.js';

type State = 'starting' | 'ready' | 'draining';

/** What a running daemon tells of itself; it grows with the collectors, never with time. */
export class DaemonStatus {
  readonly #version: string;
  readonly #up = new Counts(['collector']);
  readonly #seconds = new Counts(['collector']);
  readonly #series = new Counts(['collector']);
  readonly #metrics = new Counts(['collector', 'state']);
  readonly #requests = new Counts(['collector', 'status_class']);
  readonly #points = new Counts(['destination', 'result']);
  readonly #answers = new Counts(['destination', 'status']);
  readonly #spooled = new Counts(['destination']);
  readonly #slots = new Counts(['result']);
  readonly #reloads = new Counts(['result']);
  #state: State = 'starting';
  #lastSlot: Date | undefined;

  constructor(version: string) {
    this.#version = version;
    for (const result of ['run', 'skipped', 'failed']) this.#slots.set([result], 0);
    for (const result of ['accepted', 'refused']) this.#reloads.set([result], 0);
  }

  get state(): State {
    return this.#state;
  }

  enter(state: Exclude<State, 'starting'>): void {
    this.#state = state;
  }

  reloaded(accepted: boolean): void {
    this.#reloads.add([accepted ? 'accepted' : 'refused'], 1);
  }

  skipped(slots: number): void {
    this.#slots.add(['skipped'], slots);
  }

  /** A slot that ended without a report. */
  failed(slot: Date): void {
    this.#slots.add(['failed'], 1);
    this.#lastSlot = slot;
  }

  ran(slot: Date, collectors: readonly CollectorReport[], delivery: readonly DeliveryReport[]): void {
    this.#slots.add(['run'], 1);
    this.#lastSlot = slot;
    for (const report of collectors) this.#collected(report);
    for (const report of delivery) this.#delivered(report);
  }

  /** Slots and reloads since the start. */
  totals(): Readonly<Record<'slots' | 'reloads', Readonly<Record<string, number>>>> {
    return { slots: this.#slots.totals(), reloads: this.#reloads.totals() };
  }

  /** The Prometheus text of all of it. */
  text(): string {
    return metricsText([
      gauge('metta_dd_info', 'Version of metta-dd.', [{ labels: { version: this.#version }, value: 1 }]),
      gauge('metta_dd_ready', '1 while slots are run.', [{ labels: {}, value: this.#state === 'ready' ? 1 : 0 }]),
      counter('metta_dd_slots_total', 'Slots since the start.', this.#slots),
      counter('metta_dd_reloads_total', 'Reloads of the configuration since the start.', this.#reloads),
      gauge('metta_dd_last_slot_timestamp_seconds', 'When the newest slot began.', this.#lastSlotSamples()),
      gauge('metta_dd_collector_up', '1 when the collector could read its source.', this.#up.samples()),
      gauge('metta_dd_collector_run_duration_seconds', 'Wall time of the collector.', this.#seconds.samples()),
      gauge('metta_dd_collector_metrics', 'How the metrics of the newest slot ended.', this.#metrics.samples()),
      gauge('metta_dd_collector_series', 'Series of the newest slot.', this.#series.samples()),
      counter('metta_dd_source_requests_total', 'Requests to the source.', this.#requests),
      counter('metta_dd_intake_points_total', 'Points by what became of them.', this.#points),
      counter('metta_dd_intake_requests_total', 'Requests to the intake.', this.#answers),
      gauge('metta_dd_spool_points', 'Points waiting.', this.#spooled.samples()),
    ]);
  }

  #collected(report: CollectorReport): void {
    const { id, state, durationMs, answers, series, noData, values } = report;
    this.#up.set([id], state === 'failed' ? 0 : 1);
    this.#seconds.set([id], durationMs / 1000);
    this.#series.set([id], series.length);
    this.#metrics.set([id, 'value'], values);
    this.#metrics.set([id, 'no_data'], noData.length);
    this.#metrics.set([id, 'failed'], failedMetrics(report));
    for (const [status, count] of Object.entries(answers)) this.#requests.add([id, status], count);
  }

  #delivered({ destination, accepted, rejected, kept, expired, inDoubt, answers }: DeliveryReport): void {
    const ended = { accepted, rejected, expired, in_doubt: inDoubt };
    for (const [result, points] of Object.entries(ended)) this.#points.add([destination, result], points);
    for (const [status, count] of Object.entries(answers)) this.#answers.add([destination, status], count);
    this.#spooled.set([destination], kept);
  }

  #lastSlotSamples(): PrometheusSample[] {
    return this.#lastSlot === undefined ? [] : [{ labels: {}, value: this.#lastSlot.getTime() / 1000 }];
  }
}

function gauge(name: string, help: string, samples: readonly PrometheusSample[]): Family {
  return { name, type: 'gauge', help, samples };
}

function counter(name: string, help: string, counts: Counts): Family {
  return { name, type: 'counter', help, samples: counts.samples() };
}
