import type { Outcome } from './oracle.js';

/** What a cell must say: how the run ends, or why a source cannot have the fault. */
export type Expected = Outcome | { readonly never: string };

interface Row {
  readonly usually: Expected;
  readonly but?: Readonly<Record<string, Expected>>;
}

const never = (reason: string): Expected => ({ never: reason });

const NO_LINKS = {
  'github rest': never('pages are asked for by number, and their number follows from the count'),
  skypilot: never('pages are asked for by number, until one is not full'),
};

/** By fault; sources that end otherwise than most are named. */
const rows: Readonly<Record<string, Row>> = {
  '401 mid-pagination': { usually: 'absent' },
  '403 mid-pagination': { usually: 'absent' },
  '404 after rename': { usually: 'absent' },
  '429, Retry-After in seconds': { usually: 'same' },
  // Octokit reads seconds alone, which is all that GitHub sends; it takes a date for a wait of a minute.
  '429, Retry-After as a date': {
    usually: 'same',
    but: { 'github graphql': 'absent', 'github rest': 'absent' },
  },
  // GitHub asks for a minute then, which is longer than `budget.maxWaitSeconds`.
  '429 without Retry-After': { usually: 'same', but: { 'github graphql': 'absent', 'github rest': 'absent' } },
  'secondary limit with 403': {
    usually: never('a limit of GitHub'),
    but: { 'github graphql': 'same', 'github rest': 'same' },
  },
  // Two of them: a question to SkyPilot is put twice at most.
  '5xx burst that ends': { usually: 'same', but: { skypilot: 'absent' } },
  '5xx for ever': { usually: 'absent' },
  '200 with HTML': { usually: 'absent' },
  'truncated body': { usually: 'absent' },
  'truncated gzip': { usually: 'absent' },
  'broken gzip': { usually: 'absent' },
  'empty page with a next link': {
    usually: 'same',
    // An empty page says nothing new, which these take for a circle.
    but: { ...NO_LINKS, 'github graphql': 'absent', wandb: 'absent' },
  },
  'next link that loops': { usually: 'absent', but: NO_LINKS },
  'duplicate ids across pages': {
    usually: 'same',
    // The pages of a list of Kubernetes are one snapshot: one that repeats itself is none.
    but: { k8s: 'absent' },
  },
  // The values of windows stay, those of the present are withheld.
  'clock skew of three hours': { usually: 'absent' },
  'nulls in required fields': { usually: 'absent' },
  'ten times the data': { usually: 'same' },
  'slow first byte': { usually: 'same' },
  'no first byte until the deadline': { usually: 'absent' },
  'socket reset before the answer': { usually: 'same' },
  'socket reset within the answer': { usually: 'same' },
  'socket reset for ever': { usually: 'absent' },
  'DNS failure': { usually: 'absent' },
  'proxy 407': { usually: 'absent' },
  'TLS certificate expired': { usually: 'absent' },
};

/** The rows of the matrix, in order. */
export const faultNames: readonly string[] = Object.keys(rows);

export function expectedOf(fault: string, source: string): Expected {
  const row = rows[fault];
  if (row === undefined) throw new Error(`nothing is expected of ${fault}`);
  return row.but?.[source] ?? row.usually;
}
