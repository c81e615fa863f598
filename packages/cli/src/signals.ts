/** The signal that ends a run, as soon as there is one. */
export interface Interruption {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  readonly received: () => 'SIGINT' | 'SIGTERM' | undefined;
  /** Gives the signals back to Node. */
  readonly stop: () => void;
}

const CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** The first signal lets the run end in an orderly way, the second ends the process at once. */
export function onInterruption(tell: (text: string) => void): Interruption {
  const controller = new AbortController();
  let received: 'SIGINT' | 'SIGTERM' | undefined;
  const handle = (name: 'SIGINT' | 'SIGTERM') => {
    if (received !== undefined) process.exit(CODES[received]);
    received = name;
    tell(`${name}: ending; once more ends at once`);
    controller.abort(new Error(`interrupted by ${name}`));
  };
  process.on('SIGINT', handle).on('SIGTERM', handle);
  return {
    signal: controller.signal,
    received: () => received,
    stop: () => void process.off('SIGINT', handle).off('SIGTERM', handle),
  };
}
