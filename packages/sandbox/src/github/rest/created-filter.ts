/** Whether a time passes a filter in GitHub's search syntax: `>=A`, `<=A`, `>A`, `<A`, `A..B` with `*` for no bound, or exactly `A`. */
export type TimeFilter = (at: Date) => boolean;

interface Span {
  readonly from: number;
  /** The last second that belongs to it. */
  readonly to: number;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/;

/** The filter that a text means, or nothing when it is none. */
export function timeFilter(text: string): TimeFilter | undefined {
  const range = text.split('..');
  if (range.length === 2) {
    const [from, to] = range.map((bound) => (bound === '*' ? 'open' : spanOf(bound)));
    if (from === undefined || to === undefined) return undefined;
    return (at) => (from === 'open' || second(at) >= from.from) && (to === 'open' || second(at) <= to.to);
  }
  const [, operator = '', bound = ''] = /^(>=|<=|>|<)?(.*)$/.exec(text) ?? [];
  const span = spanOf(bound);
  if (span === undefined) return undefined;
  return (at) => passes(operator, second(at), span);
}

function passes(operator: string, at: number, { from, to }: Span): boolean {
  switch (operator) {
    case '>=':
      return at >= from;
    case '<=':
      return at <= to;
    case '>':
      return at > to;
    case '<':
      return at < from;
    default:
      return at >= from && at <= to;
  }
}

/** A day means all its seconds, a time just its own. */
function spanOf(text: string): Span | undefined {
  if (DAY.test(text)) {
    const from = Date.parse(`${text}T00:00:00Z`) / 1000;
    return Number.isNaN(from) ? undefined : { from, to: from + 86_399 };
  }
  if (!TIME.test(text)) return undefined;
  const hasZone = /(Z|[+-]\d{2}:?\d{2})$/.test(text);
  const at = Math.floor(Date.parse(hasZone ? text : `${text}Z`) / 1000);
  return Number.isNaN(at) ? undefined : { from: at, to: at };
}

function second(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}
