/** All that the stand-in of AWS knows. */
export interface AwsWorld {
  readonly accounts: readonly AwsAccount[];
  readonly types: readonly AwsInstanceType[];
  readonly products: readonly AwsProduct[];
  /** Secret strings of Secrets Manager by id, in every region of the first account. */
  readonly secrets: Readonly<Record<string, string>>;
}

export interface AwsAccount {
  readonly id: string;
  readonly roles: readonly AwsRole[];
  readonly regions: readonly AwsRegion[];
}

export interface AwsRole {
  readonly name: string;
  /** What an AssumeRole has to bring along. */
  readonly externalId?: string;
}

export interface AwsRegion {
  readonly name: string;
  readonly optInStatus: 'opt-in-not-required' | 'opted-in' | 'not-opted-in';
  readonly instances: readonly AwsInstance[];
  readonly volumes: readonly AwsVolume[];
  readonly snapshots: readonly AwsSnapshot[];
  readonly spotPrices: readonly AwsSpotPrice[];
  readonly metrics: readonly AwsMetric[];
}

export interface AwsInstance {
  readonly id: string;
  readonly type: string;
  readonly state: string;
  /** Absent for on-demand. */
  readonly lifecycle?: string;
  readonly launchedAt: Date;
  /** When the primary network interface was attached. */
  readonly createdAt: Date;
  readonly zone: string;
  readonly tenancy: 'default' | 'dedicated' | 'host';
  readonly platformDetails: string;
  readonly usageOperation: string;
  readonly cores: number;
  readonly threadsPerCore: number;
  /** The AWS service that manages and hides it. */
  readonly managedBy?: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface AwsVolume {
  readonly id: string;
  readonly type: string;
  readonly state: string;
  readonly sizeGiB: number;
  readonly iops?: number;
  readonly throughput?: number;
  readonly createdAt: Date;
  readonly zone: string;
  readonly attachments: readonly { readonly instanceId: string; readonly state: string }[];
  readonly managedBy?: string;
}

export interface AwsSnapshot {
  readonly id: string;
  readonly ownerId: string;
  readonly volumeId: string;
  readonly volumeGiB: number;
  readonly state: string;
  readonly startedAt: Date;
}

export interface AwsSpotPrice {
  readonly zone: string;
  readonly type: string;
  readonly product: string;
  readonly at: Date;
  readonly usd: string;
}

/** A metric of CloudWatch; `hour` gives the value of the hour that begins then, if there is one. */
export interface AwsMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly hour: (begin: Date) => number | undefined;
}

export interface AwsInstanceType {
  readonly name: string;
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly gpus?: readonly AwsGpu[];
  readonly neurons?: readonly { readonly name: string; readonly count: number; readonly cores: number }[];
  readonly fpgas?: readonly { readonly name: string; readonly count: number }[];
}

export interface AwsGpu {
  readonly name: string;
  readonly manufacturer: string;
  readonly count: number;
  readonly logicalCount: number;
  readonly partitionSize: number;
  readonly memoryMiB: number;
}

/** A product of the price list with its on-demand price. */
export interface AwsProduct {
  readonly sku: string;
  readonly family: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly unit: string;
  readonly usd: string;
}
