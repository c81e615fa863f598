import { writeSync } from 'node:fs';
import { Session } from 'node:inspector';
import { parentPort, workerData } from 'node:worker_threads';
import type { LastWords, WatchOrder } from './watchdog.js';

const LAST_RESORT_MS = 2_000;

const exitCode: number = workerData;
const watched = new Map<number, { words: LastWords; readonly timer: NodeJS.Timeout }>();

parentPort?.on('message', ({ id, words, afterMs }: WatchOrder) => {
  const run = watched.get(id);
  if (words === undefined) {
    clearTimeout(run?.timer);
    watched.delete(id);
  } else if (run !== undefined) run.words = words;
  // A word on a run that was released already starts no new time.
  else if (afterMs !== undefined) watched.set(id, { words, timer: setTimeout(() => end(id), afterMs) });
});

// A thread cannot end its process, but it can debug it: the inspector interrupts even an endless loop. Standard error
// is closed first, because Node would add a line about the debugger to it.
function end(id: number): void {
  const words = watched.get(id)?.words;
  writeAll(1, words?.stdout ?? '');
  writeAll(2, words?.stderr ?? '');
  const session = new Session();
  session.connectToMainThread();
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), LAST_RESORT_MS);
  const expression = `process.getBuiltinModule('node:fs').closeSync(2); process.reallyExit(${exitCode})`;
  session.post('Runtime.evaluate', { expression });
}

/** A pipe whose reader is slow takes what fits; a reader that is gone takes nothing, and nobody is left to tell. */
function writeAll(descriptor: number, text: string): void {
  let rest = Buffer.from(text);
  const until = performance.now() + LAST_RESORT_MS;
  while (rest.length > 0 && performance.now() < until) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) return;
    }
  }
}
