// The kill loop as often as one likes: `node test/kill/run.js 300 [seed]`.
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import process, { argv, exit, stderr, stdout } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const [, , kills = '30', seed = '1'] = argv;
if (!/^[1-9]\d*$/.test(kills) || !/^\d+$/.test(seed)) {
  stderr.write('cannot start the kill loop: usage: run.js KILLS [SEED]\n');
  exit(2);
}
// Beside the sources, so that the program finds esbuild itself.
const folder = await mkdtemp(join(here, '.run-'));
try {
  const outfile = join(folder, 'loop.mjs');
  await build({
    entryPoints: [join(here, 'kill-loop.ts')],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  const { killLoop } = await import(pathToFileURL(outfile).href);
  const judgement = await killLoop({ kills: Number(kills), seed: Number(seed), worker: join(here, 'worker.ts') });
  stdout.write(`${JSON.stringify(judgement, undefined, 2)}\n`);
  const sawTraffic = judgement.safe > 0 && judgement.delivered > 0;
  if (!sawTraffic) stderr.write('cannot judge: no traffic was seen\n');
  process.exitCode = judgement.faults.length === 0 && sawTraffic ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
