import type { HostKey } from '@metta-dd/core/runtime';
import { knownSites, siteOf } from '@metta-dd/core/sites';
import { z } from 'zod';
import { parseDuration } from './duration.js';
import { parseInstant } from './instant.js';

const DAY_MS = 86_400_000;
const FIVE_MINUTES_MS = 5 * 60_000;

const text = z.string().min(1, 'expected a text that is not empty');

const Scalar = z.union([z.string(), z.number(), z.boolean()], 'expected a text').transform(String);

/** `2m` as milliseconds. */
export const Duration = z.string('expected a duration such as 90s or 2m').transform((value, context) => {
  const ms = parseDuration(value);
  if (ms !== undefined) return ms;
  context.addIssue({ code: 'custom', message: 'expected a duration with its unit, such as 90s or 2m' });
  return z.NEVER;
});

const Jitter = z.union(
  [z.literal([0, '0', '0s']).transform(() => 0), Duration],
  'expected a duration such as 30s, or 0',
);

const Schedule = z
  .strictObject({
    every: Duration.refine((ms) => ms >= 1000 && ms <= DAY_MS, 'expected 1s to 1d')
      .optional()
      .describe('The length of a slot, aligned to the clock, such as 15m'),
    jitter: Jitter.refine((ms) => ms <= FIVE_MINUTES_MS, 'expected at most 5m: later there is no present state')
      .optional()
      .describe('The longest that the start of a slot is put off, such as 30s'),
  })
  .refine(({ every = FIVE_MINUTES_MS, jitter = 0 }) => jitter < every, 'expected a jitter shorter than the slot');

const Instant = z.string('expected an instant such as 2026-01-31T12:00:00Z').transform((value, context) => {
  const instant = parseInstant(value);
  if (instant !== undefined) return instant;
  context.addIssue({ code: 'custom', message: 'expected an instant with its zone, such as 2026-01-31T12:00:00Z' });
  return z.NEVER;
});

const Site = z.string().transform((text, context) => {
  try {
    return siteOf(text);
  } catch {
    const message = `expected a Datadog site, one of ${knownSites().join(', ')}; another intake is named by datadog.url`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }
});

const Url = z.string().refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), {
  error: 'expected a URL that starts with http:// or https://',
});

const Globs = z.union([text.transform((glob) => [glob]), z.array(text)], 'expected a glob or a list of globs');

const Tags = z.record(
  z.string().regex(/^[A-Za-z][\w.\-/]*$/, 'expected a tag key: a letter, then letters, digits, _ - . /'),
  Scalar,
);

/** What the host reads of a collector's block; the collector's own schema does not see these keys. */
export const HostBlock = z.strictObject({
  events: z.boolean().optional().describe('Collect what happens once, too'),
  deadline: Duration.optional().describe('How long this collector may take, such as 2m'),
  schedule: Schedule.optional().describe('When `run` collects'),
  maxSeries: z.int().positive().optional().describe('The largest number of series that a run may hand over'),
  metrics: z
    .strictObject({ include: Globs.optional(), exclude: Globs.optional() })
    .optional()
    .describe('Which metrics are collected'),
  secrets: z.record(z.string(), text).optional().describe('References to secrets by name'),
} satisfies Record<HostKey, z.ZodType>);

/** Keys of a collector's block that belong to the host. */
export const HOST_KEYS: readonly string[] = Object.keys(HostBlock.shape);

/** The part of the configuration that belongs to no collector. */
export const HostConfig = z.strictObject({
  env: text.optional().describe('The environment, a tag of every series; needed to push'),
  service: text.optional().describe('The service, a tag of every series'),
  team: text.optional().describe('The team, a tag of every series'),
  tags: Tags.optional().describe('Tags of every series'),
  at: Instant.optional().describe('The clock of the run; now when absent'),
  datadog: z
    .strictObject({
      site: Site.optional().describe('The Datadog site'),
      url: Url.optional().describe('Another intake, instead of that of the site'),
      apiKey: text.optional().describe('A reference to the key, only needed to push'),
      appKey: text.optional().describe('A reference to the key, not needed to push'),
      destinations: z
        .array(
          z.strictObject({
            name: text.optional().describe('Tells two destinations of one site apart'),
            site: Site.optional().describe('The Datadog site'),
            url: Url.optional().describe('Another intake, instead of that of the site'),
            apiKey: text.describe('A reference to the key'),
          }),
        )
        .optional()
        .describe('Further places that every series is sent to'),
    })
    .optional(),
  secrets: z
    .strictObject({ aws: z.enum(['auto', 'on', 'off'], 'expected auto, on or off').optional() })
    .optional()
    .describe('Where secrets come from that nothing else names'),
  collectors: z
    .record(z.string(), z.record(z.string(), z.unknown(), 'expected a block of settings').nullable())
    .optional()
    .describe('One block for each collector, under its id, or id:name for a second one'),
  network: z
    .strictObject({
      proxy: Url.optional().describe('The proxy for every request'),
      noProxy: z.array(text, 'expected a list of hosts').optional().describe('Hosts that are asked without the proxy'),
      ca: text.optional().describe('A file of additional certificate authorities, PEM'),
    })
    .optional(),
  concurrency: z
    .int()
    .positive('expected a whole number above 0')
    .optional()
    .describe('Collectors that run side by side'),
  deadline: Duration.optional().describe('How long a run may take, such as 5m'),
  schedule: Schedule.optional().describe('When `run` collects what has no schedule of its own'),
  health: z.looseObject({}).optional().describe('Scores and checks'),
});

export type HostConfig = z.output<typeof HostConfig>;
export type HostBlock = z.output<typeof HostBlock>;
export type ScheduleBlock = z.output<typeof Schedule>;
