// Drains a spool that others drain at the same time, and prints its report.
import { once } from 'node:events';
import { argv, stdin, stdout } from 'node:process';
import { createSender, openSpool, thisProcess } from '../../src/delivery/index.js';
import { systemClock } from '../../src/runtime/clock.js';

const [, , url = '', folder = ''] = argv;
const clock = systemClock();
const sender = createSender({
  destinations: [{ name: 'datadoghq.com', url, apiKey: () => 'key' }],
  fetch,
  clock,
  random: () => 0.5,
  sleep: async () => undefined,
  log: { debug: () => undefined, warn: () => undefined },
  spool: openSpool({ folder, process: thisProcess(() => clock.now().getTime()) }),
  signal: new AbortController().signal,
});

stdout.write('ready\n');
// Both begin when the test says so, not when they happen to be loaded.
await once(stdin, 'data');
const [report] = await sender.deliver([]);
await sender.close();
stdout.write(`${JSON.stringify(report)}\n`);
stdin.destroy();
