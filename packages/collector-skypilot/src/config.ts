import { z } from 'zod';

const aliases = (own: string) =>
  z
    .array(z.string().min(1))
    .min(1)
    .default([own])
    .describe(`Accelerator names counted as ${own}, whole and in any case.`);

const gpuAliases = z.strictObject({ l4: aliases('L4'), a10g: aliases('A10G'), h100: aliases('H100') });

const perJob = z.strictObject({
  enabled: z.boolean().default(false).describe('Send the `skypilot.job.*` metrics: a series of its own for each task.'),
  maxTasks: z.int().min(1).default(200).describe('Tasks told apart at most: those with the most GPUs.'),
  maxQueueQueries: z
    .int()
    .min(0)
    .default(0)
    .describe('Jobs whose time in the queue is asked for in one run, two requests each; 20 is a good number.'),
});

const cost = z.strictObject({
  enabled: z.boolean().default(false).describe('Read the cost report of the server, two requests more.'),
  gpuHourlyUsd: z
    .record(z.string().min(1), z.number().positive())
    .default({})
    .describe('Dollars for one GPU and hour by accelerator name, for what the server has no price of.'),
});

/** Configuration of the SkyPilot collector; windows that a metric's name states are fixed. */
export const SkyPilotConfig = z.strictObject({
  endpoint: z
    .url({ protocol: /^https?$/, error: 'an http or https URL' })
    .describe('Base URL of the API server, as in `SKYPILOT_API_SERVER_ENDPOINT`; a path prefix is kept.'),
  username: z.string().min(1).optional().describe('User of basic authentication; its secret is `password`.'),
  workspaces: z
    .array(z.string().min(1))
    .min(1)
    .refine((names) => new Set(names).size === names.length, 'each workspace once')
    .optional()
    .describe('Workspaces to tell apart by the tag `workspace`; without it all that the caller may see are one.'),
  maxJobAgeDays: z
    .int()
    .min(8)
    .default(90)
    .describe('A finished task counts in its window only where it was submitted within these days.'),
  callBudgetSeconds: z
    .number()
    .positive()
    .max(3600)
    .default(90)
    .describe('Seconds until a question to the server is given up, retries included.'),
  gpuAliases: gpuAliases.prefault({}).describe('Accelerator names behind the GPU counts by type.'),
  perJob: perJob.prefault({}).describe('Metrics of single tasks; off by default.'),
  cost: cost.prefault({}).describe('What clusters and tasks cost; off by default.'),
});
export type SkyPilotConfig = z.output<typeof SkyPilotConfig>;
