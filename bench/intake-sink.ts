import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Taken } from './intake-sink-server.ts';

/** The intake in a process of its own, which answers 202 to everything. */
export interface IntakeSink {
  readonly url: string;
  /** What came since it was last asked; throws where that is not all of `series`, or passes a limit of the intake. */
  taken(series: number): Promise<Taken>;
  stop(): void;
}

// https://docs.datadoghq.com/api/latest/metrics/#submit-metrics
const MOST_WIRE_BYTES = 512_000;
const MOST_BYTES = 5_242_880;

export async function startIntakeSink(): Promise<IntakeSink> {
  const server = spawn(process.execPath, [join(import.meta.dirname, 'intake-sink-server.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = await once(createInterface({ input: server.stdout }), 'line');
  return {
    url,
    taken: async (series) => {
      const taken: Taken = JSON.parse(await (await fetch(`${url}/taken`)).text());
      if (taken.series !== series) throw new Error(`${taken.series} of ${series} series arrived`);
      if (taken.largestWireBytes > MOST_WIRE_BYTES || taken.largestBytes > MOST_BYTES)
        throw new Error(`a payload passes the intake's limits: ${JSON.stringify(taken)}`);
      return taken;
    },
    stop: () => void server.kill('SIGKILL'),
  };
}
