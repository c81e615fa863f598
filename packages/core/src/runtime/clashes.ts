import { type Outcome, summaryOf, type TargetOutcome } from './outcome.js';
import type { CollectorReport, Series } from './report.js';

/** A collector that ended, with the outcomes that its report was made of. */
export interface Finished {
  readonly report: CollectorReport;
  readonly outcomes: readonly TargetOutcome[];
}

/**
 * Where two instances of a collector read one target, the later would overwrite the points of the former: the later
 * one's metrics become failures. A part of a breakdown would be a false sum, so a metric of a target goes whole.
 */
export function withoutClashes(collectors: readonly Finished[]): readonly CollectorReport[] {
  const owners = new Map<string, string>();
  return collectors.map(({ report, outcomes }) => {
    const errors = new Map<string, Error>();
    const kept = (outcome: Outcome): Outcome => {
      if (!('series' in outcome)) return outcome;
      const keys = outcome.series.map(keyOf);
      const owner = keys.map((key) => owners.get(key)).find((one) => one !== undefined && one !== report.id);
      if (owner === undefined) {
        for (const key of keys) owners.set(key, report.id);
        return outcome;
      }
      const error = errors.get(owner) ?? new ClashError(owner, report.id);
      errors.set(owner, error);
      return { metric: outcome.metric, error };
    };
    const checked = outcomes.map((target) => ({ ...target, outcomes: target.outcomes.map(kept) }));
    return errors.size === 0 ? report : { ...report, ...summaryOf(checked) };
  });
}

class ClashError extends Error {
  override readonly name = 'ClashError';
  readonly hint: string;

  constructor(owner: string, later: string) {
    super(`${owner} already collects the same target`);
    this.hint = `name the target under one of ${owner} and ${later} only`;
  }
}

const keyOf = ({ metric, tags, points }: Series) => `${metric} ${tags.join(',')} ${points[0]?.[0]}`;
