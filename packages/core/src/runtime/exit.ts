import type { RunReport } from './report.js';

/** What each exit code of the command line says. */
export const EXIT = {
  ok: 0,
  internal: 1,
  usage: 2,
  configuration: 3,
  authentication: 4,
  partial: 5,
  delivery: 6,
  collection: 7,
  incompatible: 8,
  deadline: 9,
  drift: 10,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** All that an exit code of a run is made of. */
export interface Ending {
  readonly signal?: 'SIGINT' | 'SIGTERM';
  /** A collector that was asked for speaks another plugin API. */
  readonly incompatible?: boolean;
  /** The deadline of the whole run passed. */
  readonly deadline?: boolean;
  readonly report?: Pick<RunReport, 'collectors'>;
  /** One entry a destination; points kept are points not sent. */
  readonly delivery?: readonly { readonly kept: number }[];
}

/** The first that applies, in the order that is documented for the command line. */
export function exitCodeOf({ signal, incompatible, deadline, report, delivery = [] }: Ending): ExitCode {
  if (signal !== undefined) return signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
  const collectors = report?.collectors ?? [];
  const failures = collectors.flatMap((collector) => collector.failures);
  const allFailed = collectors.length > 0 && collectors.every(({ state }) => state === 'failed');
  if (allFailed && failures.every(({ configuration }) => configuration === true)) return EXIT.configuration;
  if (incompatible === true) return EXIT.incompatible;
  if (deadline === true) return EXIT.deadline;
  if (allFailed) {
    return failures.every(({ authentication }) => authentication) ? EXIT.authentication : EXIT.collection;
  }
  if (delivery.some(({ kept }) => kept > 0)) return EXIT.delivery;
  return collectors.some(({ state }) => state !== 'ok') ? EXIT.partial : EXIT.ok;
}
