import { catalogOf, type Instance } from '@metta-dd/core/runtime';

/** One metric that stands for all that need the same permissions. */
export interface Probe {
  readonly metric: string;
  /** Those that go dark with it, itself among them. */
  readonly metrics: readonly string[];
}

/** One enabled metric for each set of permissions: as few questions as tell which metrics the credentials reach. */
export function probesOf({ manifest, wants }: Pick<Instance, 'manifest' | 'wants'>): Probe[] {
  const asked = catalogOf(manifest).metrics.filter(({ name, event }) => !event && (wants?.(name) ?? true));
  return [...Map.groupBy(asked, ({ needs }) => needs.toSorted().join(' ')).values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ metric: first.name, metrics: group.map(({ name }) => name) }];
  });
}
