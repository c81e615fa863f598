import { z } from 'zod';
import { acceleratorsIn } from '../rules/hardware.js';
import { known } from '../rules/known.js';
import { ask } from './reply.js';
import type { Server } from './server.js';
import { defined } from './task.js';
import type { Features } from './version.js';

/** A cluster that somebody started; those behind managed jobs are not listed. */
export interface Cluster {
  readonly name: string;
  readonly status: string;
  /** Idle minutes until it stops itself; -1 for never. */
  readonly autostopMinutes?: number;
  readonly userName?: string;
  readonly userHash?: string;
  readonly workspace?: string;
}

const text = z.string().nullish();

const Records = z.array(
  z.object({
    name: z.string().min(1),
    status: z.string().min(1),
    autostop: z.number().nullish(),
    user_name: text,
    user_hash: text,
    workspace: text,
  }),
);

/** All clusters of all users, as the server last knew them: anything but NONE would make it query the clouds. */
export async function listClusters(server: Server, { clusterSwitches }: Features): Promise<readonly Cluster[]> {
  const body = {
    all_users: true,
    refresh: 'NONE',
    // Left out, the first would hand over private SSH keys.
    ...(clusterSwitches && { include_credentials: false, include_handle: false, summary_response: true }),
  };
  const records = await ask(server, { path: 'status', body }, Records);
  return records.map(({ name, status, autostop, user_name, user_hash, workspace }) =>
    defined({
      name,
      status,
      autostopMinutes: autostop ?? undefined,
      userName: known(user_name),
      userHash: known(user_hash),
      workspace: known(workspace),
    }),
  );
}

/** A cluster of the cost report, which has those of managed jobs as well. */
export interface Costing {
  readonly name: string;
  /** Absent once it is gone. */
  readonly status?: string;
  readonly nodes?: number;
  /** Seconds that it was up in all. */
  readonly seconds?: number;
  /** Dollars by the list prices of the cloud; absent where the server knows none. */
  readonly dollars?: number;
  /** GPUs by name for each node. */
  readonly accelerators: ReadonlyMap<string, number>;
  readonly workspace?: string;
}

const Costs = z.array(
  z.object({
    name: z.string().min(1),
    status: text,
    num_nodes: z.number().nullish(),
    duration: z.number().nullish(),
    total_cost: z.number().nullish(),
    accelerators: text,
    workspace: text,
  }),
);

/** Every cluster that was up within the days, with what it cost. */
export async function reportCosts(server: Server, days: number): Promise<readonly Costing[]> {
  const body = { days, dashboard_summary_response: false };
  const records = await ask(server, { path: 'cost_report', body }, Costs);
  return records.map(({ name, status, num_nodes, duration, total_cost, accelerators, workspace }) =>
    defined({
      name,
      status: known(status),
      nodes: num_nodes ?? undefined,
      seconds: positive(duration),
      dollars: positive(total_cost),
      accelerators: acceleratorsIn(accelerators ?? ''),
      workspace: known(workspace),
    }),
  );
}

// The server says 0 where it has no price, as of Kubernetes.
function positive(value: number | null | undefined): number | undefined {
  return value === null || value === undefined || value <= 0 ? undefined : value;
}
