import { Worker } from 'node:worker_threads';

/** What the process writes when it must be ended from outside its own thread. */
export interface LastWords {
  readonly stdout: string;
  readonly stderr: string;
}

export interface WatchdogOptions {
  /** Milliseconds until the process is ended, counted from the start of the thread. */
  readonly afterMs: number;
  readonly exitCode: number;
  /** Written as they stand when time is up; `update` replaces them as the run gets on. */
  readonly words: LastWords;
}

export interface Watchdog {
  update(words: LastWords): void;
  /** The run ended by itself. */
  stop(): Promise<void>;
}

/**
 * Ends the process from a thread of its own when time is up, also where a collector blocks the main thread: it writes
 * the last words, then exits with the given code. Only a main thread stuck in native code cannot be made to exit; it
 * is killed, and the code is then that of SIGKILL.
 */
export function startWatchdog({ afterMs, exitCode, words }: WatchdogOptions): Watchdog {
  const worker = new Worker(new URL('./watchdog-thread.js', import.meta.url), {
    workerData: { afterMs, exitCode, words },
    name: 'metta-dd watchdog',
    // Flags that the process was started with (a loader, --eval) are not for this thread.
    execArgv: [],
  });
  worker.unref();
  return {
    update: (newest) => worker.postMessage(newest),
    stop: async () => void (await worker.terminate()),
  };
}
