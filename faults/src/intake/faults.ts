import { ACCEPTED, type Conduct, type Received } from './recording-intake.js';

/** One row of the matrix of the intake. */
export interface IntakeFault {
  readonly name: string;
  /** What the intake does with a request; nothing where it does what is right. */
  conduct(received: Received, met: number): Conduct | undefined;
  /** Milliseconds that the sender must have waited in one go. */
  readonly asksToWaitMs?: number;
  /** Milliseconds after which the sender gives a request up; real time, since it leaves that to the platform. */
  readonly timeoutMs?: number;
  /** The fault is made only of the largest request of an undisturbed delivery. */
  readonly limit?: 'one byte too small';
}

/** The tag of the point that the intake will not have. */
export const BAD = 'index:7';

const MOST_POINTS = 10;
const RESET_S = 30;

const refusing = (status: number, headers?: Readonly<Record<string, string>>) => (): Conduct => ({
  answer: { status, ...(headers && { headers }) },
  stores: false,
});

const first = (times: number, conduct: Conduct) => (_: Received, met: number) => (met < times ? conduct : undefined);

/** The rows of the matrix, in order. */
export const intakeFaults: readonly IntakeFault[] = [
  {
    name: '202 then nothing stored',
    conduct: () => ({ answer: ACCEPTED, stores: false }),
  },
  {
    name: '202 with a page in place of the answer',
    conduct: () => ({ answer: { status: 202, body: '<html>' }, stores: false }),
  },
  {
    name: '400, one bad point',
    conduct: ({ points }) => (points.some(({ key }) => key.includes(`${BAD}}`)) ? refusing(400)() : undefined),
  },
  { name: '401', conduct: refusing(401) },
  { name: '403', conduct: refusing(403) },
  { name: '408', conduct: first(1, refusing(408)()) },
  { name: '413', conduct: ({ points }) => (points.length > MOST_POINTS ? refusing(413)() : undefined) },
  {
    name: '429 with X-RateLimit-Reset',
    conduct: first(1, refusing(429, { 'x-ratelimit-reset': `${RESET_S}` })()),
    asksToWaitMs: RESET_S * 1000,
  },
  { name: '5xx burst that ends', conduct: first(3, refusing(503)()) },
  { name: '5xx for ever', conduct: refusing(500) },
  { name: 'redirect', conduct: refusing(307, { location: 'https://elsewhere.invalid/' }) },
  { name: 'hang', conduct: first(1, { answer: 'silence', stores: false }), timeoutMs: 300 },
  { name: 'reset after the body, stored', conduct: first(1, { answer: 'reset', stores: true }) },
  { name: 'reset after the body, not stored', conduct: first(1, { answer: 'reset', stores: false }) },
  { name: 'compressed size one byte over the limit', conduct: refusing(413), limit: 'one byte too small' },
];
