import type { Machines } from './world.js';

/** The launched form of resources, as `4x[spot](gpus=H100:8, cpus=8, mem=32, disk=256)`. */
export function launchedText({ nodes, accelerators, spot }: Machines, full: boolean): string {
  const gpus = Object.entries(accelerators).map(([name, count]) => `gpus=${name}:${count}, `);
  const rest = full ? 'disk=256' : '...';
  return `${nodes}x${spot ? '[spot]' : ''}(${gpus.join('')}cpus=8, mem=32, ${rest})`;
}

/** The accelerators of a node as Python prints a dictionary. */
export function pythonText(accelerators: Machines['accelerators']): string | undefined {
  const entries = Object.entries(accelerators).map(([name, count]) => `'${name}': ${count}`);
  return entries.length === 0 ? undefined : `{${entries.join(', ')}}`;
}
