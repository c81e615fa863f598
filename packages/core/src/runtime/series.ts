import { metricNameFault } from '../delivery/metric-name.js';
import type { MetricSpec } from '../metric.js';
import type { Event, Sample, Tags } from '../reading.js';
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
  const series = samples.map(({ value, tags }) => point(spec, value, startedAt, tagsOf(spec, tags, labels)));
  const twice = firstTwice(series.map(({ tags }) => tags.join(',')));
  if (twice !== undefined) throw new RangeError(`two samples have the same tags: ${twice}`);
  return series;
}

/**
 * The series of events: one for each second and set of tags. Counts of one second are summed, since the intake keeps
 * only the last point of equal series.
 */
export function eventSeries(
  spec: MetricSpec,
  events: readonly Event[],
  labels: Labels,
  scope: string,
): readonly Series[] {
  const groups = Map.groupBy(events, (event) => `${seconds(event.at)} ${tagsOf(spec, event.tags, labels).join(',')}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const keys: EventKeys = { scope, ids: group.map(({ id }) => id) };
    const tags = tagsOf(spec, first.tags, labels);
    const values =
      spec.type === 'count' ? [group.reduce((sum, { value }) => sum + value, 0)] : group.map(({ value }) => value);
    const [one, ...others] = values.map((value) => point(spec, value, first.at, tags));
    if (one === undefined) return [];
    const points = [...one.points, ...others.flatMap((other) => other.points)];
    return [{ ...one, points, events: keys, ...(spec.type === 'count' && { interval: 1 }) }];
  });
}

function point(spec: MetricSpec, value: number, at: Date, tags: readonly string[]): Series {
  const fault = metricNameFault(spec.name);
  if (fault !== undefined) throw new RangeError(`${fault}: ${spec.name}`);
  if (!Number.isFinite(value)) throw new RangeError('not a finite number');
  const when = seconds(at);
  if (!Number.isFinite(when)) throw new RangeError('not a valid time');
  const unit = spec.unit === undefined ? {} : { unit: spec.unit };
  return { metric: spec.name, type: spec.type, ...unit, tags, points: [[when, value]] };
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
