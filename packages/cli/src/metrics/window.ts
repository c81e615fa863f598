import { parseDuration } from '../config/duration.js';
import { UsageError } from '../failure.js';

/** How far back Datadog's list of metrics reaches: https://docs.datadoghq.com/api/latest/metrics/#get-a-list-of-metrics */
export const LONGEST_WINDOW_SECONDS = 2_592_000;

/** Seconds of `--window`. */
export function windowSeconds(text: string): number {
  const seconds = (parseDuration(text) ?? 0) / 1_000;
  if (Number.isInteger(seconds) && seconds > 0 && seconds <= LONGEST_WINDOW_SECONDS) return seconds;
  throw new UsageError(`--window ${text}: expected a duration of whole seconds up to 30d`, '--window 1h');
}
