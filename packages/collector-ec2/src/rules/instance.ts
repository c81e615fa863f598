/** How far an instance is; https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceState.html */
export const INSTANCE_STATES = ['pending', 'running', 'shutting-down', 'terminated', 'stopping', 'stopped'] as const;
export type InstanceState = (typeof INSTANCE_STATES)[number];

/** What the rules read of an instance. */
export interface Instance {
  readonly id: string;
  readonly type: string;
  readonly state: InstanceState;
  /** `spot`, `capacity-block`, … as AWS writes it; absent for on-demand. */
  readonly lifecycle?: string;
  /** Milliseconds since the epoch of the last launch. */
  readonly launchedAt?: number;
  /** Milliseconds since the epoch of the first launch. */
  readonly createdAt?: number;
  readonly zone?: string;
  readonly tenancy?: string;
  /** Operating system and licenses in words, which spot prices are named by. */
  readonly platform?: string;
  /** Operating system and licenses in code, which list prices are named by. */
  readonly usageOperation?: string;
  /** Where the instance has another number than its type. */
  readonly vcpus?: number;
}

const LIVE: ReadonlySet<InstanceState> = new Set(['pending', 'running', 'stopping', 'stopped']);

/** Exists and is to stay; AWS goes on listing what is terminated for about an hour. */
export const isLive = ({ state }: Instance) => LIVE.has(state);
export const isRunning = ({ state }: Instance) => state === 'running';
export const isSpot = ({ lifecycle }: Instance) => lifecycle === 'spot';
export const isOnDemand = ({ lifecycle }: Instance) => lifecycle === undefined;
export const lifecycleTag = ({ lifecycle }: Instance) => lifecycle ?? 'ondemand';
