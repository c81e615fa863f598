/** Machines behind a cluster, all nodes alike. */
export interface Machines {
  readonly nodes: number;
  /** By name for each node; fractions are possible. */
  readonly accelerators: Readonly<Record<string, number>>;
  readonly cloud: string;
  readonly region: string;
  readonly zone?: string;
  readonly spot: boolean;
  /** Dollars for one node and hour; 0 where SkyPilot knows no price. */
  readonly hourlyUsd: number;
}

/** One task of a managed job; times that never came are absent. */
export interface SkyPilotTask {
  readonly status: string;
  /** As the queue shows it, such as `4x[H100:8][Spot]`. */
  readonly resources: string;
  readonly submittedAt?: Date;
  readonly startAt?: Date;
  readonly endAt?: Date;
  /** Start of the present run segment. */
  readonly lastRecoveredAt?: Date;
  readonly recoveryCount?: number;
  /** Seconds of the segments before the present one. */
  readonly ranSeconds?: number;
  readonly failureReason?: string;
  /** The live cluster behind it. */
  readonly machines?: Machines;
}

export interface SkyPilotJob {
  readonly id: number;
  readonly name: string;
  /** Hash of a user. */
  readonly user: string;
  /** Absent in rows from before there were workspaces, which are never shown. */
  readonly workspace?: string;
  readonly scheduleState: string;
  readonly queuedAt?: Date;
  /** Where it ran last. */
  readonly place?: { readonly cloud: string; readonly region: string; readonly zone?: string };
  readonly pool?: string;
  /** The worker of the pool. */
  readonly worker?: string;
  readonly tasks: readonly SkyPilotTask[];
}

/** A cluster that somebody started, or a controller. */
export interface SkyPilotCluster {
  readonly name: string;
  readonly user: string;
  readonly workspace: string;
  readonly status: string;
  readonly launchedAt: Date;
  /** Minutes; -1 for never. */
  readonly autostop: number;
  readonly machines: Machines;
}

/** A cluster that is gone, as the cost report remembers it. */
export interface GoneCluster {
  readonly name: string;
  readonly user: string;
  readonly workspace: string;
  readonly seconds: number;
  readonly machines: Machines;
}

/** All that a SkyPilot API server knows. */
export interface SkyPilotWorld {
  /** Names of users by hash. */
  readonly users: Readonly<Record<string, string>>;
  readonly workspaces: readonly string[];
  readonly jobs: readonly SkyPilotJob[];
  readonly clusters: readonly SkyPilotCluster[];
  readonly gone?: readonly GoneCluster[];
}
