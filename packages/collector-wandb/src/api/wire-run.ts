import { z } from 'zod';
import type { Run } from '../rules/run.js';
import { isJsonObject, type JsonObject, numberAt } from '../rules/values.js';
import { instant } from './instant.js';
import { parsePythonJson } from './python-json.js';

/** What is read out of the summary and the configuration of each run. */
export interface Wanted {
  readonly summaryKeys: readonly string[];
  readonly configKeys: readonly string[];
}

/** Run time in seconds by the account of the client, which an offline run has as well. */
export const RUNTIME_KEYS = ['_wandb.runtime', '_runtime'];

// Of several machines that share a run, each marks its GPUs with a label.
const GPU_UTILIZATION = /^system\.gpu\.\d+\.gpu(\/l:.+)?$/;

const json = z
  .string()
  .nullable()
  .transform((text, context): JsonObject => {
    try {
      const value = text === null ? {} : (parsePythonJson(text) ?? {});
      if (isJsonObject(value)) return value;
    } catch {
      // The issue below says where it stands; the text itself may hold anything.
    }
    context.addIssue({ code: 'custom', message: 'not the JSON of an object' });
    return z.NEVER;
  });

/** The schema of a run. */
export function wireRun({ summaryKeys, configKeys }: Wanted): z.ZodType<Run> {
  return z
    .object({
      name: z.string().min(1),
      displayName: z.string().nullish(),
      state: z.string().min(1),
      createdAt: instant,
      heartbeatAt: instant.nullish(),
      tags: z.array(z.string()).nullish(),
      group: z.string().nullish(),
      jobType: z.string().nullish(),
      sweepName: z.string().nullish(),
      summaryMetrics: json,
      config: json,
      systemMetrics: json.optional(),
      runInfo: z.object({ gpu: z.string().nullish(), gpuCount: z.number().nullish() }).nullish(),
    })
    .transform((run): Run => {
      const { summaryMetrics: summary, systemMetrics: system = {}, sweepName } = run;
      const runtimes = RUNTIME_KEYS.map((key) => numberAt(summary, key));
      return {
        id: run.name,
        displayName: run.displayName ?? '',
        state: run.state,
        createdAt: run.createdAt,
        heartbeatAt: run.heartbeatAt ?? undefined,
        tags: run.tags ?? [],
        group: run.group ?? '',
        jobType: run.jobType ?? '',
        isInSweep: sweepName !== null && sweepName !== undefined && sweepName !== '',
        numbers: numbersOf(summary, summaryKeys),
        runtimeSeconds: runtimes.find((seconds) => seconds !== undefined && seconds >= 0),
        config: only(unwrapped(run.config), configKeys),
        gpuModel: run.runInfo?.gpu ?? undefined,
        gpuCount: run.runInfo?.gpuCount ?? undefined,
        gpuUtilization: Object.keys(system)
          .filter((key) => GPU_UTILIZATION.test(key))
          .flatMap((key) => numberAt(system, key) ?? []),
      };
    });
}

function numbersOf(summary: JsonObject, keys: readonly string[]): ReadonlyMap<string, number> {
  return new Map(
    keys.flatMap((key) => {
      const value = numberAt(summary, key);
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
}

/** Each value of a configuration comes with a description beside it. */
function unwrapped(config: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(config).map(([key, entry]) => [key, isJsonObject(entry) && 'value' in entry ? entry.value : entry]),
  );
}

// A server without `keys` sends whole configurations, of which only this is kept.
function only(config: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(config).filter(([key]) => keys.includes(key)));
}
