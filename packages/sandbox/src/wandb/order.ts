import { runField } from './run-document.js';
import type { WandbRun } from './world.js';

/** Runs in an order such as `+created_at` or `-summary_metrics.loss`; equal ones, and those without a value, by name. */
export function ordered(runs: readonly WandbRun[], order: string): readonly WandbRun[] {
  const descending = order.startsWith('-');
  const field = runField(order.replace(/^[+-]/, ''));
  const of = (run: WandbRun) => field?.of(run);
  const direction = descending ? -1 : 1;
  return runs.toSorted((a, b) => direction * (compared(of(a), of(b)) || compared(a.name, b.name)));
}

function compared(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : Number(a > b);
  return Number(isMissing(b)) - Number(isMissing(a));
}

const isMissing = (value: unknown) => value === undefined || value === null;
