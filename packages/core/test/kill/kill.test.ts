import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { killLoop } from './kill-loop.js';

test('a process that is killed 30 times loses, alters, invents and doubles nothing', { timeout: 120_000 }, async () => {
  const worker = fileURLToPath(new URL('worker.ts', import.meta.url));

  const judgement = await killLoop({ kills: 30, seed: 20_260_102, worker });

  expect(judgement.faults).toEqual([]);
  expect(judgement.delivered).toBeGreaterThan(500);
  expect(judgement.safe).toBeGreaterThan(500);
  expect(judgement.reported.rejected).toBeGreaterThan(0);
});
