import type { Ledger, LedgerEntry } from './ledger.js';

const SHOWN = 10;

/** Throws when the intake lost or changed anything, and names the first entries. */
export function verifyNothingLost(url: string, ledger: Ledger): void {
  const entries = ledger.entries.filter(({ effect }) => effect !== 'repeated');
  if (entries.length === 0) return;
  const more = entries.length > SHOWN ? [`  and ${entries.length - SHOWN} more`] : [];
  const lines = [...entries.slice(0, SHOWN).map((entry) => `  ${describeEntry(entry)}`), ...more];
  throw new Error(
    `the intake ${url} silently lost or changed ${entries.length} things (keep to its rules before sending):\n${lines.join('\n')}`,
  );
}

/** An entry in one line. */
export function describeEntry({ effect, what, metric, reason, timestamp, value, from, to }: LedgerEntry): string {
  const point = timestamp === undefined ? '' : ` ${value} at ${timestamp}`;
  const rewritten = from === undefined ? '' : ` ${from}${to === undefined ? '' : ` to ${to}`}`;
  return `${effect} ${what}${point}${rewritten} of ${metric}: ${reason}`;
}
