import { ConfigError } from '@metta-dd/core';
import { isRecord } from '../config/path.js';
import { HostBlock } from '../config/schema.js';
import { asksFor } from '../config/selection.js';
import type { Settings } from '../config/settings.js';
import type { Enabled } from './needs.js';

const Narrowing = HostBlock.pick({ metrics: true, events: true });

/** How each configured instance of a collector narrows its metrics; all of them where none is configured. */
export function enabledMetrics({ tree }: Settings, collector: string): Enabled[] {
  const blocks = isRecord(tree.collectors) ? Object.entries(tree.collectors) : [];
  const enabled = blocks.filter(([name]) => asksFor(collector, name)).map(([name, block]) => enabledBy(name, block));
  return enabled.length > 0 ? enabled : [{ filter: {}, events: true }];
}

function enabledBy(name: string, block: unknown): Enabled {
  const { metrics, events } = isRecord(block) ? block : {};
  const read = Narrowing.safeParse({
    ...(metrics !== undefined && { metrics }),
    ...(events !== undefined && { events }),
  });
  if (read.success) return { filter: read.data.metrics ?? {}, events: read.data.events ?? false };
  throw new ConfigError(`cannot tell which metrics of collectors.${name} are enabled`, {
    cause: read.error,
    hint: 'metta-dd config validate',
  });
}
