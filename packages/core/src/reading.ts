/** Tag keys and values; keys are snake_case. */
export type Tags = Readonly<Record<string, string>>;

/** One observed value of a metric, told apart from its siblings by tags. */
export interface Sample {
  readonly value: number;
  readonly tags?: Tags;
}

/** The source answered, and there is no value. */
export interface NoData {
  readonly noData: string;
}

/** Says why a metric has no value although its source answered. */
export function noData(reason: string): NoData {
  return { noData: reason };
}

/** What a metric method hands back; `undefined` and an empty list mean "no data", never zero. */
export type Reading = number | Sample | readonly Sample[] | undefined | NoData;

/**
 * What happens once: sent once, stamped with its own time. Of one second and equal tags, counts share a point as their
 * sum and gauges as their mean, while observations of a distribution all stay.
 */
export interface Event extends Sample {
  /** Unique and stable within the metric and target: what was sent is remembered by it. */
  readonly id: string;
  readonly at: Date;
}

/** What an event method hands back. */
export type Events = readonly Event[] | undefined | NoData;
