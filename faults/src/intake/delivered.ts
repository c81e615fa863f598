import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSender, type DeliveryReport, openSpool } from '@metta-dd/core/delivery';
import type { Series } from '@metta-dd/core/runtime';
import type { IntakeFault } from './faults.js';
import { type RecordingIntake, startIntake } from './recording-intake.js';

/** Seconds since the epoch; where the clock stands. */
export const NOW = 1_767_323_045;

/** Two deliveries, the second without the fault and by another process, and what the intake has after them. */
export interface Deliveries {
  readonly intake: RecordingIntake;
  readonly during: DeliveryReport;
  readonly after: DeliveryReport;
  /** Milliseconds of every wait of the first. */
  readonly waits: readonly number[];
}

/** Delivers to an intake with a fault, then what is left to the same one without it. */
export async function delivered(series: readonly Series[], fault: IntakeFault): Promise<Deliveries> {
  const limit = fault.limit === undefined ? undefined : (await largestOf(series)) - 1;
  const clock = manualClock();
  const intake = await startIntake(clock.now, (received, met) =>
    limit === undefined || received.bytes > limit ? fault.conduct(received, met) : undefined,
  );
  const folder = await mkdtemp(join(tmpdir(), 'metta-dd-faults-'));
  const way = { url: intake.url, folder, clock };
  try {
    const during = await delivery(series, { ...way, pid: 1, timeoutMs: fault.timeoutMs });
    const waits = [...clock.waits];
    intake.recover();
    const after = await delivery([], { ...way, pid: 2 });
    return { intake, during, after, waits };
  } finally {
    await intake.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Bytes of the largest request of an undisturbed delivery. */
async function largestOf(series: readonly Series[]): Promise<number> {
  const none: IntakeFault = { name: 'none', conduct: () => undefined };
  const { intake } = await delivered(series, none);
  return Math.max(...intake.sizes);
}

interface Way {
  readonly url: string;
  readonly folder: string;
  readonly clock: ManualClock;
  readonly pid: number;
  readonly timeoutMs?: number | undefined;
}

async function delivery(
  series: readonly Series[],
  { url, folder, clock, pid, timeoutMs }: Way,
): Promise<DeliveryReport> {
  const process = {
    pid,
    host: 'here',
    isRunning: (other: number) => other === pid,
    nowMs: () => clock.now().getTime(),
  };
  const sender = createSender({
    destinations: [{ name: 'intake', url, apiKey: () => 'key-of-nobody' }],
    fetch,
    clock,
    random: () => 0.5,
    sleep: clock.sleep,
    log: { debug: () => {}, warn: () => {} },
    spool: openSpool({ folder, process }),
    signal: new AbortController().signal,
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
  try {
    const [report] = await sender.deliver(series);
    if (report === undefined) throw new Error('the delivery has no report');
    return report;
  } finally {
    await sender.close();
  }
}

interface ManualClock {
  readonly now: () => Date;
  readonly elapsedMs: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly waits: readonly number[];
}

/** A clock that only sleeping moves. */
function manualClock(): ManualClock {
  const waits: number[] = [];
  let elapsed = 0;
  return {
    now: () => new Date(NOW * 1000 + elapsed),
    elapsedMs: () => elapsed,
    waits,
    sleep: async (milliseconds) => {
      waits.push(milliseconds);
      elapsed += milliseconds;
    },
  };
}
