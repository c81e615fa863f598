import { metricNameFault } from '../delivery/metric-name.js';
import type { MetricSpec } from '../metric.js';
import type { Event, Sample, Tags } from '../reading.js';
import type { NewEvents } from './events.js';
import type { EventKeys, Series } from './report.js';
import { tagList } from './tags.js';

export interface Labels {
  /** Tags of every series of the run. */
  readonly ambient: Tags;
  readonly target: Tags;
}

/** The series of a level: one for each sample, all stamped with the start of the run. */
export function levelSeries(
  spec: MetricSpec,
  samples: readonly Sample[],
  labels: Labels,
  startedAt: Date,
): readonly Series[] {
  const series = samples.map(({ value, tags }) =>
    seriesOf(spec, tagsOf(spec, tags, labels), [point(startedAt, value)]),
  );
  const twice = firstTwice(series.map(({ tags }) => tags.join(',')));
  if (twice !== undefined) throw new RangeError(`two samples have the same tags: ${twice}`);
  return series;
}

/**
 * The series of new events: one for each second and set of tags. The intake keeps the last point of equal series, so
 * that the events of one second, sent ones included, share it: counts as their sum, gauges as their mean. Observations
 * of a distribution add up there, and each goes by itself.
 */
export function eventSeries(
  spec: MetricSpec,
  { send, sent }: Pick<NewEvents, 'send' | 'sent'>,
  labels: Labels,
  scope: string,
): readonly Series[] {
  const keyOf = (event: Event) => `${seconds(event.at)} ${tagsOf(spec, event.tags, labels).join(',')}`;
  const before = Map.groupBy(sent, keyOf);
  return [...Map.groupBy(send, keyOf)].flatMap(([key, group]) => {
    const [first] = group;
    if (first === undefined) return [];
    const points = valuesOf(spec.type, group, before.get(key) ?? []).map((value) => point(first.at, value));
    const events: EventKeys = { scope, ids: group.map(({ id }) => id) };
    const series = seriesOf(spec, tagsOf(spec, first.tags, labels), points);
    return [{ ...series, events, ...(spec.type === 'count' && { interval: 1 }) }];
  });
}

/** What the new events of one second add up to. */
function valuesOf(type: MetricSpec['type'], fresh: readonly Event[], earlier: readonly Event[]): readonly number[] {
  if (type === 'distribution') return fresh.map(({ value }) => value);
  const all = [...earlier, ...fresh];
  const sum = all.reduce((total, { value }) => total + value, 0);
  return [type === 'count' ? sum : sum / all.length];
}

function seriesOf(spec: MetricSpec, tags: readonly string[], points: Series['points']): Series {
  const fault = metricNameFault(spec.name);
  if (fault !== undefined) throw new RangeError(`${fault}: ${spec.name}`);
  const unit = spec.unit === undefined ? {} : { unit: spec.unit };
  return { metric: spec.name, type: spec.type, ...unit, tags, points };
}

function point(at: Date, value: number): Series['points'][number] {
  if (!Number.isFinite(value)) throw new RangeError('not a finite number');
  const when = seconds(at);
  if (!Number.isFinite(when)) throw new RangeError('not a valid time');
  return [when, value];
}

function tagsOf(spec: MetricSpec, own: Tags = {}, { ambient, target }: Labels): string[] {
  const taken = Object.keys(own).find((key) => key in target);
  if (taken !== undefined) throw new RangeError(`tag ${taken} belongs to the target`);
  return tagList({ ...ambient, ...spec.tags, ...own, ...target });
}

const seconds = (at: Date) => Math.floor(at.getTime() / 1000);

function firstTwice(keys: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return keys.find((key) => seen.size === seen.add(key).size);
}
