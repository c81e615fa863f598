import { z } from 'zod';

// Written without quotes, YAML reads a gid as a number.
const gid = z.union([z.string().regex(/^\d+$/, 'a number'), z.int().positive()]).transform(String);
const texts = z.array(z.string().min(1)).min(1);

/** A name, or a regular expression between slashes. */
const pattern = z
  .string()
  .min(1)
  .refine((text) => !isExpression(text) || isValidExpression(text.slice(1, -1)), {
    message: 'no valid regular expression between the slashes',
  });

export function isExpression(text: string): boolean {
  return text.length > 2 && text.startsWith('/') && text.endsWith('/');
}

function isValidExpression(source: string): boolean {
  try {
    return Boolean(new RegExp(source, 'iu'));
  } catch {
    // The constructor is the only judge of expressions there is; the schema says what is wrong.
    return false;
  }
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    // The same: only the constructor knows the zones.
    return false;
  }
}

const sections = z.strictObject({
  triage: z.array(pattern).min(1).default(['/\\btriage\\b/']).describe('Sections of bugs nobody has looked at.'),
  active: z.array(pattern).min(1).default(['/\\bactive\\b/']).describe('Sections of bugs in work.'),
  backlog: z.array(pattern).min(1).default(['/\\bbacklog\\b/']).describe('Sections of bugs put off.'),
});

const workflowField = z.strictObject({
  gid: gid.describe('gid of a single-select custom field of the project.'),
  triage: texts.describe('Options of bugs nobody has looked at.'),
  active: texts.describe('Options of bugs in work.'),
  backlog: texts.describe('Options of bugs put off.'),
});

const trackedProject = z.strictObject({
  key: z.string().min(1).describe('Value of the tag `project` on its series.'),
  gid: gid.describe('gid of the project; the number in its address.'),
  sections: sections
    .prefault({})
    .describe(
      'Names of sections, or `/expressions/`, by bucket; case does not matter, the first bucket that fits counts.',
    ),
  workflowField: workflowField.optional().describe('A custom field that tells the bucket in place of the section.'),
  labelField: gid.optional().describe('gid of a single-select custom field by which open bugs are counted.'),
});

/** Configuration of the Asana collector; windows that a metric's name states are fixed. */
export const AsanaConfig = z.strictObject({
  workspaceGid: gid
    .optional()
    .describe('gid of the workspace or organization; else that in the secret `workspaceGid`.'),
  workspace: z
    .string()
    .min(1)
    .optional()
    .describe('Value of the tag `workspace`; by default the name of the workspace.'),
  baseUrl: z.url().default('https://app.asana.com/api/1.0').describe('Root of the API.'),
  projects: z
    .union([z.literal('all'), z.array(gid).min(1), z.strictObject({ team: gid })])
    .default('all')
    .describe('Projects whose tasks are counted: all that are not archived, a list of gids, or those of a team.'),
  trackedProjects: z
    .array(trackedProject)
    .refine((tracked) => isDistinct(tracked.map(({ key }) => key.toLowerCase())), { message: 'a key stands twice' })
    .refine((tracked) => isDistinct(tracked.map((one) => one.gid)), { message: 'a gid stands twice' })
    .default([])
    .describe(
      'Bug projects, each with series of its own: `key`, `gid`, and if need be `sections` or `workflowField`, and `labelField`. Without any, the one in the secret `bugsProjectGid`.',
    ),
  timezone: z
    .string()
    .default('UTC')
    .refine(isTimeZone, { message: 'no IANA time zone' })
    .describe('IANA zone that days and weeks are cut in, such as America/Los_Angeles.'),
  weekStart: z.enum(['monday', 'sunday', 'saturday']).default('monday').describe('First day of a week.'),
  dueWindow: z
    .enum(['calendar', 'rolling7'])
    .default('calendar')
    .describe('What this week is for due dates: until the last day of the week, or the next seven days.'),
  includeSubtypes: z
    .array(z.enum(['default_task', 'milestone', 'approval', 'custom']))
    .min(1)
    .optional()
    .describe('Kinds of tasks that count; all by default.'),
  excludeRejectedApprovals: z
    .boolean()
    .default(false)
    .describe('Leave approvals that were rejected, or sent back for changes, out of what was completed.'),
  maxLabels: z.int().min(1).default(50).describe('Labels told apart by tag; the rest is `other`.'),
  plan: z
    .enum(['free', 'paid'])
    .default('paid')
    .describe('Plan of the workspace: it allows 150 or 1,500 requests a minute, of which 140 or 1,200 are used.'),
  requestsPerMinute: z.int().min(1).optional().describe('Requests a minute at most, in place of those of the plan.'),
  concurrency: z.int().min(1).max(50).default(5).describe('Requests at once.'),
  timeoutMs: z.int().min(1).default(30_000).describe('Milliseconds until a request is given up.'),
  maxWaitSeconds: z
    .number()
    .min(0)
    .default(90)
    .describe('Longest wait for one request to be answered at last, the pauses that Asana asks for included.'),
});
export type AsanaConfig = z.output<typeof AsanaConfig>;
export type TrackedProject = AsanaConfig['trackedProjects'][number];

/** The bug project of those who name only its gid. */
export function bugsProject(bugsGid: string): TrackedProject {
  return trackedProject.parse({ key: 'bugs', gid: bugsGid });
}

function isDistinct(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length;
}
