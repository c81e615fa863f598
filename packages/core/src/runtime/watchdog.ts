import { Worker } from 'node:worker_threads';

/** What the process writes when it must be ended from outside its own thread. */
export interface LastWords {
  readonly stdout: string;
  readonly stderr: string;
}

/** One run that must come to its end. */
export interface WatchedRun {
  /** Milliseconds from now until the process is ended. */
  readonly afterMs: number;
  /** Written as they stand when time is up; `update` replaces them as the run gets on. */
  readonly words: LastWords;
}

export interface Watch {
  update(words: LastWords): void;
  /** The run ended by itself. */
  release(): void;
}

export interface Watchdog {
  watch(run: WatchedRun): Watch;
  /** Ends the thread. */
  stop(): Promise<void>;
}

/** What the thread is told of one run; without words the run has ended. */
export interface WatchOrder {
  readonly id: number;
  readonly words?: LastWords;
  /** Only with the first words. */
  readonly afterMs?: number;
}

/**
 * Ends the process from a thread of its own when the time of a run is up, also where a collector blocks the main
 * thread: it writes the last words, then exits with the given code. Only a main thread stuck in native code cannot be
 * made to exit; it is killed, and the code is then that of SIGKILL.
 */
export function startWatchdog(exitCode: number): Watchdog {
  const worker = new Worker(new URL('./watchdog-thread.js', import.meta.url), {
    workerData: exitCode,
    name: 'metta-dd watchdog',
    // Flags that the process was started with (a loader, --eval) are not for this thread.
    execArgv: [],
  });
  worker.unref();
  const order = (one: WatchOrder) => worker.postMessage(one);
  let count = 0;
  return {
    watch: ({ afterMs, words }) => {
      count += 1;
      const id = count;
      order({ id, words, afterMs });
      return { update: (newest) => order({ id, words: newest }), release: () => order({ id }) };
    },
    stop: async () => void (await worker.terminate()),
  };
}
