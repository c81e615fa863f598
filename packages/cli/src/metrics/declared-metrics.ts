import { type CatalogMetric, catalogOf } from '../catalog.js';
import { nameTest } from '../config/glob.js';
import type { Found } from '../discovery.js';
import type { WarningItem } from '../envelope.js';

/** A metric of a catalog, with the collector that declares it. */
export interface DeclaredMetric extends CatalogMetric {
  readonly collector: string;
}

/** The metrics that the installed collectors declare; a catalog that cannot be read is told. */
export function declaredMetrics(
  collectors: readonly Found[],
  globs: readonly string[],
  caution: (item: WarningItem) => void,
): readonly DeclaredMetric[] {
  const matches = nameTest([{ include: globs }]) ?? (() => true);
  return collectors.flatMap((found) => {
    const entry = catalogOf(found);
    if ('metrics' in entry)
      return entry.metrics.filter(({ name }) => matches(name)).map((metric) => ({ ...metric, collector: found.id }));
    caution({ code: 'CATALOG_UNREADABLE', message: entry.problem, collector: found.id });
    return [];
  });
}
