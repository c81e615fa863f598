import type { Ledger } from '../ledger.js';
import { HOST_BYTES, RESOURCES_PER_SERIES, TAGS_PER_SERIES } from './limits.js';
import { normalizeTag } from './tag.js';

/** A thing a series is about; the intake stores it as a tag. */
export interface Resource {
  readonly type: string;
  readonly name: string;
}

/** The tags as stored: resources folded in, normalized, distinct, sorted and within the limits. */
export function storedTags(
  metric: string,
  tags: readonly string[],
  resources: readonly Resource[],
  ledger: Ledger,
): readonly string[] {
  const sent = [...foldResources(metric, resources, ledger), ...tags];
  const stored = new Set<string>();
  for (const from of sent) {
    const to = normalizeTag(from);
    if (stored.has(to)) continue;
    const refusal = tagRefusal(to, stored.size);
    if (refusal !== undefined) {
      ledger.add({ effect: 'dropped', what: 'tag', metric, reason: refusal, from });
      continue;
    }
    if (to !== from) ledger.add({ effect: 'changed', what: 'tag', metric, reason: 'the tag was normalized', from, to });
    stored.add(to);
  }
  return [...stored].sort();
}

function tagRefusal(tag: string, count: number): string | undefined {
  if (tag === '') return 'nothing of the tag can be stored';
  return count >= TAGS_PER_SERIES ? `the series has more than ${TAGS_PER_SERIES} tags` : undefined;
}

function foldResources(metric: string, resources: readonly Resource[], ledger: Ledger): string[] {
  return resources.flatMap(({ type, name }, index) => {
    const from = `${type}:${name}`;
    const refusal = resourceRefusal(type, name, index);
    if (refusal === undefined) return [from];
    ledger.add({ effect: 'dropped', what: 'resource', metric, reason: refusal, from });
    return [];
  });
}

function resourceRefusal(type: string, name: string, index: number): string | undefined {
  if (index >= RESOURCES_PER_SERIES) return `the series has more than ${RESOURCES_PER_SERIES} resources`;
  const isLong = type === 'host' && Buffer.byteLength(name) > HOST_BYTES;
  return isLong ? `the host name is longer than ${HOST_BYTES} bytes` : undefined;
}
