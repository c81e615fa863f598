import type { Answer, Request } from './exchange.js';
import { type FaultRule, matches, parseFaultRule } from './fault-rule.js';

/** A rule together with how often it has applied. */
export interface ScriptedFault {
  readonly rule: FaultRule;
  readonly applied: number;
}

/** The faults a stand-in is told to make. */
export interface Faults {
  /** Appends a rule; throws when it is not well formed. */
  add(rule: FaultRule): void;
  clear(): void;
  list(): readonly ScriptedFault[];
  /** Rules that never applied, or fewer times than they say. */
  unused(): readonly ScriptedFault[];
}

/** The script of one stand-in: the first rule that matches and is not used up wins. */
export class FaultScript implements Faults {
  #faults: { readonly rule: FaultRule; applied: number }[] = [];

  add(rule: FaultRule): void {
    this.#faults.push({ rule: parseFaultRule(rule), applied: 0 });
  }

  clear(): void {
    this.#faults = [];
  }

  list(): readonly ScriptedFault[] {
    return this.#faults.map((fault) => ({ ...fault }));
  }

  unused(): readonly ScriptedFault[] {
    return this.list().filter(({ rule, applied }) => applied < (rule.times ?? 1));
  }

  /** The rule for this request, counted as applied. */
  take(request: Request): FaultRule | undefined {
    const fault = this.#faults.find(
      ({ rule, applied }) => applied < (rule.times ?? Number.POSITIVE_INFINITY) && matches(rule.match ?? {}, request),
    );
    if (fault === undefined) return undefined;
    fault.applied += 1;
    return fault.rule;
  }
}

/** Whether the stand-in itself has to see a request that a rule is for. */
export function needsRealAnswer({ status, body, reset, truncate, processed }: FaultRule): boolean {
  if (processed) return true;
  return status === undefined && body === undefined && (reset === undefined || truncate !== undefined);
}

/** The answer after a rule: replaced when the rule has a status or a body, else the real one with the rule's headers. */
export function applyFault(rule: FaultRule, real: Answer | undefined): Answer {
  if (rule.status !== undefined || rule.body !== undefined || real === undefined) {
    return { status: rule.status ?? 200, headers: rule.headers ?? {}, body: rule.body ?? '' };
  }
  return { ...real, headers: { ...real.headers, ...rule.headers } };
}
