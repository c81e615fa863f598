// A process under load that is killed: it tells, line by line and at once, what it has put aside and what was settled.
import { writeSync } from 'node:fs';
import { argv, exit } from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import type { Batch } from '../../src/delivery/batch.js';
import { createSender, type Outbox, openSpool, thisProcess } from '../../src/delivery/index.js';
import { systemClock } from '../../src/runtime/clock.js';
import type { Series } from '../../src/runtime/report.js';
import type { Told } from './told.js';
import { expectedValue } from './value.js';

const [, , url = '', folder = '', name = '', rounds = '0'] = argv;
const SERIES_A_ROUND = 40;
const clock = systemClock();

function tell(told: Told): void {
  writeSync(1, `${JSON.stringify(told)}\n`);
}

/** Tells of every batch as soon as the spool calls it safe. */
function telling(outbox: Outbox): Outbox {
  return {
    durable: true,
    spoolOf: async (destination) => {
      const spool = await outbox.spoolOf(destination);
      const append = spool.append.bind(spool);
      return Object.assign(spool, {
        append: async (batch: Batch) => {
          const ids = batch.entries().flatMap(({ events }) => events?.ids ?? []);
          const pending = await append(batch);
          tell({ safe: ids });
          return pending;
        },
      });
    },
  };
}

function seriesOf(round: number): Series[] {
  const now = Math.floor(clock.now().getTime() / 1000);
  return Array.from({ length: SERIES_A_ROUND }, (_, index) => {
    const id = `${name}-${round}-${index}`;
    const type = index % 4 === 0 ? 'distribution' : 'gauge';
    const events = { scope: type, ids: [id] };
    return { metric: `kill.${type}`, type, tags: [`id:${id}`], points: [[now, expectedValue(id)]], events };
  });
}

const sender = createSender({
  destinations: [{ name: 'intake', url, apiKey: () => 'key' }],
  fetch,
  clock,
  random: () => 0.01,
  sleep: (milliseconds) => wait(Math.min(milliseconds, 2)),
  log: { debug: () => undefined, warn: () => undefined },
  spool: telling(openSpool({ folder, process: thisProcess(() => clock.now().getTime()) })),
  signal: new AbortController().signal,
  budgetMs: 300,
  timeoutMs: 1000,
});

const eventsSettled = ({ ids, outcome }: { ids: readonly string[]; outcome: string }) =>
  tell({ settled: ids, outcome });
let kept = 0;
for (let round = 0; round <= Number(rounds); round += 1) {
  // The first delivery only takes up what the process before left behind.
  const [report] = await sender.deliver(round === 0 ? [] : seriesOf(round), { eventsSettled });
  kept = report?.kept ?? 0;
}
await sender.close();
tell({ kept });
exit(0);
