import { clusterName } from './cluster-name.js';
import { launchedText, pythonText } from './machines.js';
import type { GoneCluster, Machines, SkyPilotCluster, SkyPilotWorld } from './world.js';

/** The answer of `/status`: clusters that somebody started, and controllers, but not those of managed jobs. */
export function clusterRecords(
  world: SkyPilotWorld,
  { all_users = false }: { readonly all_users?: boolean },
): object[] {
  return all_users ? world.clusters.map((cluster) => clusterRecord(cluster, world)) : [];
}

function clusterRecord(cluster: SkyPilotCluster, { users }: SkyPilotWorld): object {
  const { name, launchedAt, status, autostop, user, workspace, machines } = cluster;
  const userName = users[user];
  return {
    name,
    launched_at: Math.floor(launchedAt.getTime() / 1000),
    status,
    autostop,
    to_down: false,
    cluster_ever_up: true,
    user_hash: user,
    // The server leaves out what is null.
    ...(userName !== undefined && { user_name: userName }),
    workspace,
    is_managed: false,
    ...resourcesOf(machines),
    nodes: machines.nodes,
    labels: {},
    last_use: '',
    status_updated_at: 0,
    handle: 'gAROLg==',
  };
}

/** The answer of `/cost_report`: every cluster that was up, those of managed jobs included. */
export function costRecords(world: SkyPilotWorld, now: Date): object[] {
  const jobs = world.jobs.flatMap((job) =>
    job.tasks.flatMap((task, taskId) => {
      if (task.machines === undefined || job.workspace === undefined) return [];
      const name = job.tasks.length === 1 ? job.name : `${job.name}-${taskId}`;
      const seconds = (now.getTime() - (task.startAt ?? now).getTime()) / 1000;
      const { user, workspace } = job;
      return [
        costRecord({ name: clusterName(name, job.id), user, workspace, machines: task.machines, seconds }, 'UP', world),
      ];
    }),
  );
  const live = world.clusters.map((cluster) => {
    const seconds = (now.getTime() - cluster.launchedAt.getTime()) / 1000;
    return costRecord({ ...cluster, seconds }, cluster.status, world);
  });
  return [...jobs, ...live, ...(world.gone ?? []).map((gone) => costRecord(gone, null, world))];
}

function costRecord(cluster: GoneCluster, status: string | null, { users }: SkyPilotWorld): object {
  const { name, user, workspace, machines } = cluster;
  const duration = Math.floor(cluster.seconds);
  return {
    name,
    duration,
    num_nodes: machines.nodes,
    status,
    user_hash: user,
    user_name: users[user] ?? null,
    workspace,
    total_cost: (machines.hourlyUsd * machines.nodes * duration) / 3600,
    ...resourcesOf(machines),
    accelerators: pythonText(machines.accelerators) ?? 'None',
  };
}

function resourcesOf(machines: Machines) {
  return {
    resources_str: launchedText(machines, false),
    resources_str_full: launchedText(machines, true),
    cloud: machines.cloud,
    region: machines.region,
    cpus: '8.0',
    memory: '32.0',
    accelerators: pythonText(machines.accelerators),
  };
}
