import { z } from 'zod';

const ACCOUNT_ID = /^\d{12}$/;
const ROLE_ARN = /^arn:aws[\w-]*:iam::(\d{12}):role\/[\w+=,.@/-]+$/;
const REGION = /^[a-z]+(-[a-z]+)+-\d+$/;

const regionName = z.string().regex(REGION, 'a region such as us-east-1');
const regions = z.union([z.literal('enabled'), z.array(regionName).min(1)]);

const account = z
  .strictObject({
    id: z.string().regex(ACCOUNT_ID, 'twelve digits in quotes').optional().describe('Checked against the credentials.'),
    roleArn: z
      .string()
      .regex(ROLE_ARN, 'the ARN of a role')
      .optional()
      .describe('Role to assume; the credentials themselves when absent.'),
    externalId: z.string().min(2).optional().describe('External id that the trust policy of the role asks for.'),
    regions: regions.optional().describe('Regions of this account, instead of those of all accounts.'),
  })
  .refine(({ id, roleArn }) => id === undefined || roleArn === undefined || accountOfRole(roleArn) === id, {
    message: 'the role is in another account',
    path: ['id'],
  });

const cost = z.strictObject({
  enabled: z.boolean().default(true).describe('Read prices; without them no cost is estimated.'),
  pricingRegion: regionName
    .optional()
    .describe('Where the price list is asked; the nearest region that has it when absent.'),
  cacheTtlHours: z.number().positive().default(24).describe('Hours a price of the price list is kept.'),
});

const idle = z.strictObject({
  enabled: z.boolean().default(true).describe('Ask CloudWatch, which bills what it is asked.'),
  everyMinutes: z.int().min(1).default(60).describe('Minutes between two checks.'),
  lookbackHours: z.int().min(1).max(336).default(24).describe('Whole hours that are looked at.'),
  cpuAvgPct: z.number().positive().max(100).default(5).describe('CPU is idle below this hourly average.'),
  networkMB: z.number().positive().default(5).describe('Traffic is idle below this sum, in and out, per 24 hours.'),
  gpuAvgPct: z.number().positive().max(100).default(5).describe('A GPU instance is idle below this hourly average.'),
  minAgeHours: z.number().min(1).default(2).describe('An instance that runs for less time is not idle.'),
  gpuMetric: z
    .string()
    .min(1)
    .default('nvidia_smi_utilization_gpu')
    .describe('What the CloudWatch agent publishes the GPU utilization as, in the namespace CWAgent.'),
  maxMetrics: z
    .int()
    .min(1)
    .default(5000)
    .describe('Most metrics of one region that a check may ask for; a check that would ask for more fails.'),
});

/** What a user may set of this collector. */
export const Ec2Config = z.strictObject({
  region: regionName
    .optional()
    .describe('Home region, for what is no question of a region; that of the AWS environment when absent.'),
  endpoint: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Answers for all AWS services, such as a sandbox; `AWS_ENDPOINT_URL` does the same.'),
  accounts: z.array(account).min(1).default([{}]).describe('Accounts to read; that of the credentials when absent.'),
  regions: regions.default('enabled').describe('Regions to read: `enabled`, or a list.'),
  includeManaged: z
    .boolean()
    .default(true)
    .describe('Also count resources that an AWS service manages and hides, such as nodes of EKS Auto Mode.'),
  ageBasis: z
    .enum(['launch', 'created'])
    .default('launch')
    .describe('Age since the last launch, or since the primary network interface was attached.'),
  ebs: z.boolean().default(true).describe('Read volumes.'),
  snapshots: z.boolean().default(true).describe('Read snapshots, of which there can be tens of thousands.'),
  cost: cost.prefault({}).describe('Cost estimates at list prices.'),
  idle: idle.prefault({}).describe('The idle check and GPU utilization.'),
  requestTimeoutSeconds: z.number().positive().default(30).describe('Seconds one request may take.'),
  maxAttempts: z.int().min(1).default(8).describe('How often a request is tried when AWS throttles or fails.'),
});

export type Ec2Config = z.output<typeof Ec2Config>;
export type AccountConfig = Ec2Config['accounts'][number];

/** The account that an ARN of a role belongs to. */
export function accountOfRole(roleArn: string): string | undefined {
  return ROLE_ARN.exec(roleArn)?.[1];
}
