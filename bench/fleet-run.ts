// One process that collects a fleet of repositories once: COUNT AT STATE_FOLDER CONFIG TOKEN. Prints time and peak memory.
import { createLogger, openState, Redactor, shiftedClock } from '../packages/core/dist/runtime/index.js';
import { collectOnce } from './collector-run.ts';

const [count = '', at = '', folder = '', config = '', token = ''] = process.argv.slice(2);
const startedAt = new Date(at);
const clock = shiftedClock(startedAt);
const log = createLogger({
  write: (line) => console.error(line),
  level: 'warn',
  format: 'text',
  redactor: new Redactor(),
  runId: 'bench',
  clock,
});
const { default: manifest } = await import('../packages/collector-github/dist/index.js');
const state = await openState(folder, { clock, log });
const block = JSON.parse(config);
const began = performance.now();
const { requests } = await collectOnce({
  manifest,
  config: { ...block, repos: block.repos.slice(0, Number(count)) },
  secrets: { token },
  startedAt,
  state,
});
const seconds = (performance.now() - began) / 1000;
state.close();
console.log(JSON.stringify({ seconds, requests, peakMiB: process.resourceUsage().maxRSS / 1024 }));
