import type { DeliveryReport } from '@metta-dd/core/delivery';
import type { Series } from '@metta-dd/core/runtime';
import type { Deliveries } from './delivered.js';
import type { IntakeFault } from './faults.js';

/**
 * How a fault ends. `stored`: by the first delivery. `kept`: stored by the second. `rejected 1`: all but one point, whose
 * reason is told. `in doubt`: told so, and not sent again. `unseen`: the intake lied, and nobody can know.
 */
export type IntakeOutcome = 'stored' | 'kept' | 'rejected 1' | 'in doubt' | 'unseen';

export interface IntakeEnding {
  readonly outcome: string;
  readonly wrong: readonly string[];
}

// The sender's own question whether the intake takes anything at all.
const PROBE = 'metta_dd.spool.points';

/** Compares what was sent with what the reports say and what the intake has. */
export function judgeDeliveries(
  series: readonly Series[],
  { intake, during, after, waits }: Deliveries,
  fault: IntakeFault,
): IntakeEnding {
  const sent = sentPoints(series);
  const accepted = during.accepted + after.accepted;
  const ended = accepted + lostIn(during) + lostIn(after);
  const taken = [...intake.taken].filter((key) => !key.startsWith(PROBE)).length;
  const missing = [...sent.keys()].filter((key) => !intake.stored.has(key));
  const outcome = outcomeOf({ during, missing: missing.length });
  const wrong = [
    ...(intake.met > 0 ? [] : ['the fault was never made']),
    ...check('points of the first report', during.accepted + during.kept + lostIn(during), sent.size),
    ...check('points of the second report', after.accepted + after.kept + lostIn(after), during.kept),
    ...check('points that are still kept', after.kept, 0),
    ...check('points of both reports', ended, sent.size),
    ...check('points called accepted, of those answered so', accepted, taken),
    ...alterations(sent, intake.stored, series[0]?.type === 'distribution'),
    ...(outcome === 'unseen' || missing.length <= lostIn(during) + lostIn(after)
      ? []
      : [`${missing.length} points are gone without a word`]),
    ...[...during.reasons, ...after.reasons].flatMap(({ outcome: of, reason }) =>
      reason === '' ? [`${of} without a reason`] : [],
    ),
    ...(Math.max(0, ...waits) >= (fault.asksToWaitMs ?? 0) ? [] : ['it did not wait as long as it was asked to']),
  ];
  return { outcome, wrong };
}

function outcomeOf({ during, missing }: { readonly during: DeliveryReport; readonly missing: number }): string {
  if (during.rejected > 0) return `rejected ${during.rejected}`;
  if (during.inDoubt > 0) return 'in doubt';
  if (during.kept > 0) return 'kept';
  return missing > 0 ? 'unseen' : 'stored';
}

const lostIn = ({ rejected, expired, inDoubt }: DeliveryReport) => rejected + expired + inDoubt;

function sentPoints(series: readonly Series[]): ReadonlyMap<string, number> {
  return new Map(
    series.flatMap(({ metric, tags, points }) =>
      points.map(([seconds, value]) => [`${metric}{${tags.toSorted().join(',')}}@${seconds}`, value] as const),
    ),
  );
}

function alterations(
  sent: ReadonlyMap<string, number>,
  stored: ReadonlyMap<string, readonly number[]>,
  addsUp: boolean,
): readonly string[] {
  return [...stored].flatMap(([key, values]) => {
    if (key.startsWith(PROBE)) return [];
    const due = sent.get(key);
    if (due === undefined) return [`${key} was never sent`];
    if (values.some((value) => value !== due)) return [`${key} is ${values.join(', ')} in place of ${due}`];
    return addsUp && values.length > 1 ? [`${key} is stored ${values.length} times`] : [];
  });
}

function check(what: string, found: number, due: number): readonly string[] {
  return found === due ? [] : [`${what}: ${found} in place of ${due}`];
}
