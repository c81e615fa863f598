import { ConfigError } from '../errors.js';
import type { CollectorManifest } from '../manifest.js';
import { metricsOf } from '../metric.js';
import type { Instance } from './instance.js';

/** Refuses instances of one name, and collectors of different ids that declare one metric name; all at once. */
export function checkInstances(instances: readonly Pick<Instance, 'name' | 'manifest'>[]): void {
  const problems = [...sameNames(instances), ...sharedMetrics(instances.map(({ manifest }) => manifest))];
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
}

function sameNames(instances: readonly Pick<Instance, 'name'>[]): string[] {
  return [...Map.groupBy(instances, ({ name }) => name)].flatMap(([name, group]) =>
    group.length > 1 ? [`collector ${name} is configured ${group.length} times: give each a name of its own`] : [],
  );
}

function sharedMetrics(manifests: readonly CollectorManifest[]): string[] {
  const owners = new Map<string, string>();
  const problems: string[] = [];
  for (const { id, collectors } of new Set(manifests))
    for (const { spec } of collectors.flatMap(metricsOf)) {
      const owner = owners.get(spec.name);
      if (owner !== undefined)
        problems.push(
          owner === id
            ? `collector ${id} declares ${spec.name} twice: each metric has one method`
            : `collectors ${owner} and ${id} both declare ${spec.name}: disable one of them`,
        );
      owners.set(spec.name, id);
    }
  return problems;
}
