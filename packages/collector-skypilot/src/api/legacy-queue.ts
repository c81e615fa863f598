import { inQueue, type Queue } from './queue.js';
import type { Server } from './server.js';
import { type Task, taskOf } from './task.js';

/** What only some of the old servers tell of their jobs. */
export interface Carried {
  readonly hardware: boolean;
  readonly region: boolean;
  readonly owner: boolean;
  readonly recoveries: boolean;
}

export interface AllTasks {
  readonly tasks: readonly Task[];
  readonly at: Date;
  readonly carried: Carried;
}

/** Every task there is, of a server that has neither fields nor counts to ask for. */
export async function listAllTasks(server: Server): Promise<Queue<AllTasks>> {
  const path = 'jobs/queue';
  const body = { refresh: false, skip_finished: false, all_users: true };
  const answer = await server.ask({ path, body });
  return inQueue(answer, path, (answered) => {
    const records = answered.jobs;
    const has = (...keys: readonly (keyof (typeof records)[number])[]) =>
      records.length === 0 || records.some((record) => keys.some((key) => record[key] !== undefined));
    return {
      tasks: records.map(taskOf),
      at: answer.at,
      carried: {
        hardware: has('accelerators', 'cluster_resources_full', 'cluster_resources', 'resources'),
        region: has('region'),
        owner: has('user_hash', 'user_name'),
        recoveries: has('recovery_count'),
      },
    };
  });
}
