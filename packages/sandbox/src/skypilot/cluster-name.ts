import { createHash } from 'node:crypto';

const LONGEST = 25;

/** How SkyPilot names the cluster of a task: what is too long is cut and told apart by two digits of its digest. */
export function clusterName(task: string, jobId: number): string {
  const name = task.toLowerCase().replaceAll('.', '-').replaceAll('_', '-');
  if (name.length <= LONGEST) return `${name}-${jobId}`;
  const digest = BigInt(`0x${createHash('md5').update(task).digest('hex')}`)
    .toString(36)
    .slice(0, 2);
  return `${name.slice(0, LONGEST - 3).replace(/-+$/, '')}-${digest}-${jobId}`;
}
