import { z } from 'zod';

const pattern = z.string().min(1).refine(isPattern, 'a regular expression');
const keys = z.array(z.string().min(1));
const typeName = z.string().regex(/^[a-z][a-z\d_]*$/, 'lower case, digits and _');
const scalar = z.union([z.string(), z.number(), z.boolean()]);

const runType = z.strictObject({
  type: typeName.describe('Value of the tag `run_type`.'),
  name: pattern.optional().describe('Regular expression for the display name.'),
  word: z
    .string()
    .min(1)
    .optional()
    .describe('A whole word, between `.`, `_` and `-`, of the display name, the group, the job type or a tag.'),
  tag: z.string().min(1).optional().describe('A tag of the run.'),
  group: pattern.optional().describe('Regular expression for the group.'),
  jobType: pattern.optional().describe('Regular expression for the job type.'),
  sweep: z.boolean().optional().describe('Whether the run belongs to a sweep.'),
  config: z.record(z.string().min(1), scalar).optional().describe('Values of the configuration of the run.'),
});

const RUN_TYPES: z.output<typeof runType>[] = [
  { type: 'ptm', name: '^github\\.sky\\.' },
  { type: 'sweep', sweep: true },
  { type: 'sweep', word: 'sweep' },
  { type: 'stable', word: 'stable' },
  { type: 'local', word: 'local' },
];

const custom = z.strictObject({
  name: z.enum(['hearts_gained', 'skypilot_latency_s']).describe('The metric, without `wandb.run.`.'),
  keys: keys.min(1).describe('Keys of the summary; the first that has a number counts.'),
  runTypes: z.array(typeName).default([]).describe('Only runs of these types; all when empty.'),
});

const CUSTOM: z.output<typeof custom>[] = [
  { name: 'hearts_gained', keys: ['env_agent/heart.gained'], runTypes: ['ptm'] },
  { name: 'skypilot_latency_s', keys: ['skypilot/queue_latency_s'], runTypes: ['ptm'] },
];

const summary = z.strictObject({
  accuracy: z
    .strictObject({
      keys: keys.default([]).describe('Keys of the summary; the first that has a number counts.'),
      direction: z.enum(['max', 'min']).default('max').describe('Which accuracy is best.'),
      runTypes: z.array(typeName).default([]).describe('Only runs of these types; all when empty.'),
    })
    .prefault({})
    .describe('Accuracy of a run.'),
  loss: z
    .strictObject({ keys: keys.default([]).describe('Keys of the summary; the first that has a number counts.') })
    .prefault({})
    .describe('Loss of a run.'),
  throughput: z
    .strictObject({
      keys: keys
        .default(['overview/steps_per_second', 'overview/sps'])
        .describe('Keys of the summary; the first that has a number counts.'),
    })
    .prefault({})
    .describe('Steps per second of a run.'),
  custom: z.array(custom).default(CUSTOM).describe('Further values of a run that ended.'),
});

const gpu = z.strictObject({
  countFrom: z
    .array(z.string().regex(/^(config\..+|runInfo\.gpuCount)$/, '`config.KEY` or `runInfo.gpuCount`'))
    .min(1)
    .default(['config.world_size', 'runInfo.gpuCount'])
    .describe('Where the number of GPUs of a run stands; the first place that has it counts.'),
  prices: z
    .record(z.string().min(1), z.number().min(0))
    .default({})
    .describe('Dollars an hour of one GPU by model, such as `h100`, or by the whole name that W&B shows.'),
});

const staleAfter = z
  .string()
  .regex(/^\d+(\.\d+)?[smhd]$/, 'a number with s, m, h or d')
  .describe('A run whose heartbeat is older is not active, whatever its state says.');

const runTypes = z
  .array(runType)
  .describe('Rules that give a run its type, the first that holds counts; a run that none fits is `other`.');

const source = z.strictObject({
  entity: z.string().min(1).optional().describe('Entity of the projects; the common one when absent.'),
  project: z.string().min(1).optional().describe('Name of one project; all of the entity when absent.'),
  include: z
    .array(z.string().min(1))
    .default(['*'])
    .describe('Names of projects of the entity; `*` stands for any text.'),
  exclude: z.array(z.string().min(1)).default([]).describe('Names to leave out; ranks above `include`.'),
  runTypes: runTypes.optional(),
  summary: summary.optional().describe('In place of the common ones.'),
  gpu: gpu.optional().describe('In place of the common one.'),
  staleAfter: staleAfter.optional(),
});

/** Configuration of the W&B collector; the windows that a metric's name states are fixed. */
export const WandbConfig = z
  .strictObject({
    entity: z.string().min(1).optional().describe('Team or user that owns the projects.'),
    project: z.string().min(1).optional().describe('Project to read, where `projects` names none.'),
    projects: z.array(source).min(1).optional().describe('Projects to read, each with settings of its own.'),
    baseUrl: z
      .url({ protocol: /^https?$/ })
      .default('https://api.wandb.ai')
      .describe('Root of the API; of a self-hosted server its own.'),
    identityTokenFile: z
      .string()
      .min(1)
      .optional()
      .describe('File with an identity token, such as a projected service account token, in place of the API key.'),
    staleAfter: staleAfter.default('1h'),
    summary: summary.prefault({}).describe('Where the summaries of the runs have what.'),
    runTypes: runTypes.default(RUN_TYPES),
    gpu: gpu.prefault({}).describe('How many GPUs runs have, and what they cost.'),
    tagRunId: z.boolean().default(false).describe('Tell runs that ended apart by the tag `run_id`.'),
    pageSize: z.int().min(1).max(1000).default(200).describe('Runs asked for at once.'),
    maxPages: z.int().min(1).default(200).describe('Pages of one list; where there are more, its metrics fail.'),
    secondsBetweenPages: z.number().min(0).default(1).describe('Pause before each further page of a list.'),
  })
  .superRefine((config, context) => {
    const { entity, project, projects } = config;
    if (projects === undefined && (entity === undefined || project === undefined))
      context.addIssue({ code: 'custom', message: 'name `entity` and `project`, or several in `projects`', path: [] });
    projects?.forEach((one, index) => {
      if (one.entity === undefined && entity === undefined)
        context.addIssue({ code: 'custom', message: 'name the entity', path: ['projects', index, 'entity'] });
      const own = { summary: one.summary ?? config.summary, runTypes: one.runTypes ?? config.runTypes };
      unknownTypes(own).forEach(add(['projects', index]));
    });
    unknownTypes(config).forEach(add([]));
    function add(path: (string | number)[]) {
      return (type: string) =>
        context.addIssue({ code: 'custom', message: `no rule gives the run type ${type}`, path });
    }
  });
export type WandbConfig = z.output<typeof WandbConfig>;

/** What holds for one project. */
export type Settings = Pick<WandbConfig, 'staleAfter' | 'summary' | 'runTypes' | 'gpu'>;

/** Which projects are read, and what holds for them alone. */
export type ProjectSource = z.output<typeof source>;

export type RunTypeRule = z.output<typeof runType>;

/** The type of a run that no rule fits. */
export const OTHER_TYPE = 'other';

function unknownTypes({ summary, runTypes }: Pick<Settings, 'summary' | 'runTypes'>): string[] {
  const known = new Set([OTHER_TYPE, ...runTypes.map(({ type }) => type)]);
  const named = [summary.accuracy, ...summary.custom].flatMap((one) => one.runTypes);
  return [...new Set(named)].filter((type) => !known.has(type));
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    // What the engine says of it is told nowhere else better than in the message of the schema.
    return false;
  }
}
