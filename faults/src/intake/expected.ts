import type { IntakeOutcome } from './oracle.js';

/** How each fault ends, for gauges, which may be sent again, and for distributions, which add up. */
export const expectedOfIntake: Readonly<Record<string, Readonly<Record<Kind, IntakeOutcome>>>> = {
  // The report says accepted, as the intake did: a client sees nothing else, and does not send again.
  '202 then nothing stored': { gauge: 'unseen', distribution: 'unseen' },
  '202 with a page in place of the answer': { gauge: 'kept', distribution: 'kept' },
  '400, one bad point': { gauge: 'rejected 1', distribution: 'rejected 1' },
  '401': { gauge: 'kept', distribution: 'kept' },
  '403': { gauge: 'kept', distribution: 'kept' },
  '408': { gauge: 'stored', distribution: 'stored' },
  '413': { gauge: 'stored', distribution: 'stored' },
  '429 with X-RateLimit-Reset': { gauge: 'stored', distribution: 'stored' },
  '5xx burst that ends': { gauge: 'stored', distribution: 'stored' },
  '5xx for ever': { gauge: 'kept', distribution: 'kept' },
  redirect: { gauge: 'kept', distribution: 'kept' },
  hang: { gauge: 'stored', distribution: 'in doubt' },
  'reset after the body, stored': { gauge: 'stored', distribution: 'in doubt' },
  'reset after the body, not stored': { gauge: 'stored', distribution: 'in doubt' },
  'compressed size one byte over the limit': { gauge: 'stored', distribution: 'stored' },
};

export const kinds = ['gauge', 'distribution'] as const;
export type Kind = (typeof kinds)[number];
