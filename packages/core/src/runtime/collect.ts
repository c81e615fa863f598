import { type MetricMethod, type MetricSpec, metricsOf } from '../metric.js';
import type { Tags } from '../reading.js';
import { withinBudget } from './cardinality.js';
import type { EventMemory } from './events.js';
import type { HostRun, Instance } from './instance.js';
import { type Measurement, measure } from './measure.js';
import type { Outcome, TargetOutcome } from './outcome.js';
import { pool } from './pool.js';
import type { CollectorReport, EventKeys } from './report.js';
import { inShard, type Shard } from './shard.js';

const PARALLEL_TARGETS = 10;

/** What one collector of a run is given, beside its own instance. */
export interface Collection {
  readonly run: HostRun;
  readonly ambient: Tags;
  readonly events: EventMemory | undefined;
  readonly shard: Shard | undefined;
  /** Rejects a while after the deadline passed, for code that ignores its signal. */
  readonly expiry: Promise<never>;
  /** Milliseconds by which the source's clock is ahead of the run's. */
  skewMs(): number | undefined;
  /** Told of each target as it ends. */
  progress(outcome: TargetOutcome): void;
}

/** What a collector yields: how every metric of every target ended, and which events need no sending. */
export interface Collected extends Pick<CollectorReport, 'expiredEvents' | 'settledEvents'> {
  readonly outcomes: readonly TargetOutcome[];
}

/** Runs one collector over all its targets; every metric of every target ends as series, no data or failure. */
export async function collect(instance: Instance, collection: Collection): Promise<Collected> {
  const events = new SettledEvents();
  const targets = await outcomes(instance, collection, events);
  const kept = withinBudget(targets, instance.maxSeries);
  return { outcomes: kept, expiredEvents: events.expired, settledEvents: events.keys };
}

class SettledEvents {
  readonly keys: EventKeys[] = [];
  expired = 0;

  add(keys: EventKeys, expired: number): void {
    this.keys.push(keys);
    this.expired += expired;
  }
}

async function outcomes(
  instance: Instance,
  collection: Collection,
  events: SettledEvents,
): Promise<readonly TargetOutcome[]> {
  const { manifest } = instance;
  const { run, expiry } = collection;
  let api: unknown;
  try {
    api = await Promise.race([manifest.open(run), expiry]);
    const all = await Promise.race([manifest.targets(api), expiry]);
    const targets = checked(all).filter((target) => wanted(target, instance, collection));
    const collected = await pool(targets, manifest.parallelTargets ?? PARALLEL_TARGETS, async (target) => {
      const outcome = { target, outcomes: await ofTarget(api, instance, collection, target, events) };
      collection.progress(outcome);
      return outcome;
    });
    return [...collected, ...uncollected(instance, collected)];
  } catch (error) {
    return [{ outcomes: wantedMetrics(instance).map(({ spec }) => ({ metric: spec.name, error })) }];
  } finally {
    if (api !== undefined) await close(instance, run, api);
  }
}

async function ofTarget(
  api: unknown,
  instance: Instance,
  collection: Collection,
  target: Tags,
  events: SettledEvents,
): Promise<readonly Outcome[]> {
  const measurement: Measurement = {
    instance: instance.name,
    target,
    ambient: collection.ambient,
    startedAt: collection.run.startedAt,
    events: collection.events,
    skewMs: collection.skewMs,
    settled: (keys, expired) => events.add(keys, expired),
  };
  try {
    const metrics = created(api, instance, collection.run, target);
    return await Promise.all(metrics.map(({ of, metric }) => measure(metric, of, measurement, collection.expiry)));
  } catch (error) {
    return wantedMetrics(instance).map(({ spec }) => ({ metric: spec.name, error }));
  }
}

interface Metric {
  readonly spec: MetricSpec;
  readonly method: MetricMethod;
}

function wantedMetrics({ manifest, wants }: Instance): readonly Metric[] {
  return manifest.collectors.flatMap(metricsOf).filter(({ spec }) => wants === undefined || wants(spec.name));
}

/** The asked-for metrics of the collectors that a target has. */
function created(
  api: unknown,
  { manifest, wants }: Instance,
  run: HostRun,
  target: Tags,
): readonly { readonly of: object; readonly metric: Metric }[] {
  const collectors: readonly object[] = [manifest.create(api, run, target)].flat();
  return collectors.flatMap((of) => {
    const declared = manifest.collectors.find(({ prototype }) => prototype === Object.getPrototypeOf(of));
    if (declared === undefined) throw new TypeError(`${of.constructor.name} is not among the declared collectors`);
    return metricsOf(declared)
      .filter(({ spec }) => wants === undefined || wants(spec.name))
      .map((metric) => ({ of, metric }));
  });
}

/** A metric that no target has a collector for must not vanish without a word. */
function uncollected(instance: Instance, targets: readonly TargetOutcome[]): readonly TargetOutcome[] {
  const known = new Set(targets.flatMap(({ outcomes: all }) => all.map(({ metric }) => metric)));
  const noData = targets.length === 0 ? 'there is no target to collect it for' : 'no target of this run has it';
  const missing = wantedMetrics(instance).filter(({ spec }) => !known.has(spec.name));
  return missing.length === 0 ? [] : [{ outcomes: missing.map(({ spec }) => ({ metric: spec.name, noData })) }];
}

function wanted(target: Tags, { wantsTarget }: Instance, { shard }: Collection): boolean {
  return (wantsTarget === undefined || wantsTarget(target)) && (shard === undefined || inShard(target, shard));
}

/** Two targets with the same tags would write the same series. */
function checked(targets: readonly Tags[]): readonly Tags[] {
  const seen = new Set<string>();
  for (const target of targets) {
    const key = JSON.stringify(Object.entries(target).toSorted());
    if (seen.has(key)) throw new Error(`target ${key} is named twice`);
    seen.add(key);
  }
  return targets;
}

async function close({ manifest, name }: Instance, run: HostRun, api: unknown): Promise<void> {
  try {
    await manifest.close?.(api);
  } catch (error) {
    run.log.warn('a collector could not be closed', { collector: name, reason: String(error) });
  }
}
