import { z } from 'zod';

const REPOSITORY = /^[\w.-]+\/[\w.-]+$/;
const percent = z.number().min(0).max(100);
const days = z.int().min(1);
const numericId = z.union([z.int().positive(), z.string().regex(/^\d+$/, 'a number')]);

// The accounts that GitHub and common tools write under; `[bot]` logins are recognized without being named.
const BOTS = [
  'dependabot',
  'renovate',
  'github-actions',
  'graphite-app',
  'claude',
  'copilot-pull-request-reviewer',
  'github-merge-queue',
];

const productionDeployments = z.discriminatedUnion('source', [
  z.strictObject({
    source: z.literal('deployments').describe('GitHub deployments with a success status.'),
    environment: z.string().min(1).default('production').describe('Name of the environment; `*` stands for any text.'),
  }),
  z.strictObject({
    source: z.literal('workflow').describe('Successful runs of a workflow within the window.'),
    workflow: z.string().min(1).describe('File name of the workflow; `*` stands for any text.'),
  }),
  z.strictObject({
    source: z.literal('releases').describe('Published releases; drafts and prereleases are left out.'),
    tag: z.string().min(1).default('*').describe('Tag of the release; `*` stands for any text.'),
  }),
  z.strictObject({
    source: z.literal('tags').describe('Tags by name; the time is that of the tagged commit, or of the annotation.'),
    tag: z.string().min(1).describe('Name of the tag; `*` stands for any text.'),
    except: z.array(z.string().min(1)).default([]).describe('Names to leave out, such as `*-rc*`.'),
  }),
]);

const dora = z.strictObject({
  deployments: productionDeployments.describe('What counts as a production deployment.'),
  incidentLabels: z
    .array(z.string().min(1))
    .default([])
    .describe('Issues with one of these labels are incidents; without any, reverts and hotfixes alone are failures.'),
});

const forceMergeSources = z.strictObject({
  ruleSuites: z
    .boolean()
    .default(false)
    .describe('Pushes to the default branch that bypassed rules; takes Administration: read.'),
  forcePushes: z.boolean().default(false).describe('Force pushes to the default branch, from its activity.'),
  tagPrefix: z
    .string()
    .min(1)
    .optional()
    .describe('Tags named by this prefix and the seconds since the epoch, as in `forced-1761243600`.'),
  label: z.string().min(1).optional().describe('Merged pull requests with this label.'),
});

const budget = z.strictObject({
  maxRequests: z.int().min(1).optional().describe('Requests of one run at most; what is not reached is no data.'),
  maxWaitSeconds: z
    .number()
    .min(0)
    .default(30)
    .describe('Longest wait for a rate limit to end; where it lasts longer, the metrics fail with the reset time.'),
  minRemainingPct: percent
    .default(20)
    .describe('Share of each hourly limit that is left to others; the expensive parts stop a little earlier.'),
});

/** Configuration of the GitHub collector; windows and thresholds that a metric's name states are fixed. */
export const GitHubConfig = z
  .strictObject({
    repos: z
      .array(z.string().regex(REPOSITORY, 'owner/name'))
      .min(1)
      .optional()
      .describe('Repositories to read, as owner/name.'),
    org: z.string().min(1).optional().describe('Organization whose repositories are read; archived and forks are not.'),
    include: z
      .array(z.string().min(1))
      .default(['*'])
      .describe('Names of repositories of the organization; `*` stands for any text.'),
    exclude: z.array(z.string().min(1)).default([]).describe('Names to leave out; ranks above `include`.'),
    topics: z
      .array(z.string().min(1))
      .default([])
      .describe('Only repositories with one of these topics; all if empty.'),
    pushedWithinDays: days.default(90).describe('Only repositories of the organization pushed to within these days.'),
    baseUrl: z
      .url()
      .default('https://api.github.com')
      .describe('REST root of the API; of an Enterprise server `https://HOST/api/v3`.'),
    apiVersion: z
      .string()
      .regex(/^\d{4}-\d\d-\d\d$/)
      .default('2022-11-28')
      .describe('Version of the REST API that is asked for.'),
    appId: numericId.optional().describe('Id of a GitHub App; with it, `appKey` is used in place of the token.'),
    appInstallationId: numericId.optional().describe('Id of the installation of the App.'),
    activeBranchDays: days.default(90).describe('A branch is active whose tip is younger.'),
    staleBranchDays: days.default(30).describe('A branch is stale whose tip is older.'),
    bots: z.array(z.string().min(1)).default(BOTS).describe('Logins that are no people, beside those of type Bot.'),
    identityAliases: z
      .record(z.string(), z.string().min(1))
      .default({})
      .describe('E-mail address of a commit author to the address or login that stands for the person.'),
    revertLabels: z
      .array(z.string().min(1))
      .default([])
      .describe('Pull requests with one of these labels are reverts.'),
    hotfixLabels: z
      .array(z.string().min(1))
      .default(['hotfix'])
      .describe('Pull requests with one of these labels are hotfixes.'),
    looseReverts: z.boolean().default(false).describe('Count subjects that merely start with the word revert.'),
    excludePaths: z
      .array(z.string().min(1))
      .default([])
      .describe('Paths left out of lines and files; `*` stands for any text, slashes included.'),
    pullRequestBase: z
      .enum(['any', 'default'])
      .default('any')
      .describe('Count pull requests into any branch, or into the default one only.'),
    forceMergeSources: forceMergeSources.prefault({}).describe('Where a bypass of protection shows; none by default.'),
    requiredWorkflows: z
      .array(z.string().min(1))
      .default([])
      .describe('File names of the workflows that must pass on the default branch; by default what branch rules say.'),
    benchmarks: z
      .array(z.string().min(1))
      .default([])
      .describe('File names of benchmark workflows, or `job:` and the name of a check; `*` stands for any text.'),
    maxWorkflows: z.int().min(1).default(40).describe('Workflows told apart by tag; the rest is `other`.'),
    issueLabels: z.array(z.string().min(1)).default([]).describe('Labels whose open issues are counted.'),
    dora: dora.optional().describe('Production deployments and incidents; without it there are no DORA metrics.'),
    budget: budget.prefault({}).describe('What a run may take of the hourly limits.'),
  })
  .refine(({ repos, org, appId }) => repos !== undefined || org !== undefined || appId !== undefined, {
    message: 'name repositories in `repos` or an organization in `org`',
    path: ['repos'],
  });
export type GitHubConfig = z.output<typeof GitHubConfig>;

/** The configured source of production deployments. */
export type DeploymentSource = NonNullable<GitHubConfig['dora']>['deployments'];
