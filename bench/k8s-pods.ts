import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { type Bench, median } from './figure.ts';
import { NODE_FLAGS } from './node-flags.ts';

const PODS = 50_000;
const ROUNDS = 5;

const run = promisify(execFile);

/** What 50,000 pods cost, against undici's fetch and `res.json()` of the same lists, page by page, keeping nothing. */
export const k8sPods: Bench = {
  name: 'k8s_pods',
  about: `${PODS} pods and their usage, ${ROUNDS} rounds in turn`,
  async measure() {
    const server = spawn(process.execPath, [join(import.meta.dirname, 'k8s-pods-server.ts'), String(PODS)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const [url] = await once(createInterface({ input: server.stdout }), 'line');
      const sides = { collector: [] as Side[], yardstick: [] as Side[] };
      for (let round = 0; round < ROUNDS; round++) {
        sides.yardstick.push(await measured('yardstick', url));
        sides.collector.push(await measured('collector', url));
      }
      const figure = (side: keyof typeof sides, of: keyof Side) => median(sides[side].map((one) => one[of]));
      const [cpu, peak] = [figure('yardstick', 'cpuMs'), figure('yardstick', 'peakMib')];
      return [
        { name: 'k8s_pods.yardstick_cpu', value: cpu, unit: 'ms' },
        { name: 'k8s_pods.yardstick_peak', value: peak, unit: 'MiB' },
        {
          name: 'k8s_pods.cpu',
          value: figure('collector', 'cpuMs') / cpu,
          unit: 'times',
          bar: { kind: 'below', value: 1.5 },
        },
        {
          name: 'k8s_pods.peak',
          value: figure('collector', 'peakMib') / peak,
          unit: 'times',
          bar: { kind: 'below', value: 1.3 },
        },
      ];
    } finally {
      server.kill('SIGKILL');
    }
  },
};

interface Side {
  readonly cpuMs: number;
  readonly peakMib: number;
}

async function measured(side: string, url: string): Promise<Side> {
  const { stdout } = await run(process.execPath, [
    ...NODE_FLAGS,
    join(import.meta.dirname, 'k8s-pods-side.ts'),
    side,
    url,
  ]);
  return JSON.parse(stdout);
}
