import type { DeclaredMetric } from './declared-metrics.js';

/** A name that does not stand as it should; the collector of an unknown one is not known. */
export interface Deviation {
  readonly metric: string;
  readonly collector?: string;
}

/** How the catalogs compare with what Datadog has. */
export interface Standing {
  /** Declared, with points of late. */
  readonly fresh: number;
  /** Declared, without a point as far as Datadog looks back; events, which are opt-in, are left out. */
  readonly missing: readonly Deviation[];
  /** Declared, with points, but none of late. */
  readonly stale: readonly Deviation[];
  /** With points of late under the names of an installed collector, and declared by none. */
  readonly unknown: readonly Deviation[];
}

/** The names that Datadog has. */
export interface Names {
  /** With a point of late. */
  readonly recent: readonly string[];
  /** With a point as far as it looks back. */
  readonly known: readonly string[];
}

/** Compares; `services` are the first parts of the names that belong to the installed collectors. */
export function standing(declared: readonly DeclaredMetric[], { recent, known }: Names): Standing {
  const [isRecent, isKnown] = [new Set(recent), new Set(known)];
  const names = new Set(declared.map(({ name }) => name));
  const services = new Set(declared.map(({ name }) => serviceOf(name)));
  const silent = declared.filter(({ name }) => !isRecent.has(name));
  return {
    fresh: declared.length - silent.length,
    missing: silent.filter(({ name, event }) => !event && !isKnown.has(name)).map(deviation),
    stale: silent.filter(({ name }) => isKnown.has(name)).map(deviation),
    unknown: recent.filter((name) => services.has(serviceOf(name)) && !names.has(name)).map((metric) => ({ metric })),
  };
}

/** `github` of `github.prs.open`. */
export function serviceOf(name: string): string {
  return name.split('.', 1)[0] ?? name;
}

function deviation({ name, collector }: DeclaredMetric): Deviation {
  return { metric: name, collector };
}
