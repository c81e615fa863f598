import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Bench, median } from './figure.ts';
import { NODE_FLAGS } from './node-flags.ts';
import { type Source, spawned } from './source.ts';

const AT = new Date('2025-10-23T18:36:00Z');
const FEW = 5_000;
const MANY = 20_000;
const ROUNDS = 3;

interface Run {
  readonly requests: number;
  readonly seconds: number;
  readonly peakMiB: number;
}

/** Four times the instances in the same regions; each run is a process of its own. */
export const ec2Instances: Bench = {
  name: 'ec2.instances',
  about: `${MANY} instances in 17 regions against ${FEW}, in turn, median of ${ROUNDS}`,
  async measure() {
    const [few, many] = await Promise.all(
      [FEW, MANY].map((count) => spawned('ec2-stand-in.ts', [String(count), AT.toISOString()])),
    );
    if (few === undefined || many === undefined) throw new Error('cannot start the stand-ins');
    try {
      const pairs: { readonly few: Run; readonly many: Run }[] = [];
      for (let round = 0; round < ROUNDS; round++) pairs.push({ few: await collect(few), many: await collect(many) });
      return [
        { name: 'ec2.instances.requests', value: median(pairs.map((pair) => pair.many.requests)), unit: 'requests' },
        { name: 'ec2.instances.time', value: median(pairs.map((pair) => pair.many.seconds)), unit: 's' },
        { name: 'ec2.instances.peak', value: median(pairs.map((pair) => pair.many.peakMiB)), unit: 'MiB' },
        {
          name: 'ec2.instances.peak_ratio',
          value: median(pairs.map((pair) => pair.many.peakMiB / pair.few.peakMiB)),
          unit: 'x',
          bar: { kind: 'below', value: 1.3 },
        },
      ];
    } finally {
      await Promise.all([few.stop(), many.stop()]);
    }
  },
};

async function collect({ collectors, env }: Source): Promise<Run> {
  const script = join(import.meta.dirname, 'ec2-run.ts');
  const args = [AT.toISOString(), JSON.stringify(collectors.ec2), JSON.stringify(env)];
  const { stdout } = await promisify(execFile)(process.execPath, [...NODE_FLAGS, script, ...args]);
  return JSON.parse(stdout);
}
