import type { Series } from '../runtime/report.js';
import { distributionEntry } from './distribution-payload.js';
import type { Batch, Entry, Kind } from './entry.js';
import { seriesEntry } from './series-payload.js';

// https://docs.datadoghq.com/api/latest/metrics/#submit-metrics
export const MOST_COMPRESSED_BYTES = 512_000;
export const MOST_BYTES = 5_242_880;
// https://github.com/DataDog/datadog-agent/blob/main/pkg/config/setup/config.go (serializer_max_series_points_per_payload)
export const MOST_POINTS = 10_000;

const ENVELOPE_BYTES = Buffer.byteLength('{"series":[]}');

/** The body of a request, before compression. */
export function payloadOf(entries: readonly Entry[]): string {
  return `{"series":[${entries.map(({ wire }) => wire).join(',')}]}`;
}

/** Encoded forms of a series: one, unless it has more points than a payload takes. */
export function entriesOf(series: Series): { readonly kind: Kind; readonly entries: readonly Entry[] } {
  const { type } = series;
  const parts = inParts(series);
  return type === 'distribution'
    ? { kind: 'distribution', entries: parts.map(distributionEntry) }
    : { kind: 'series', entries: parts.map((part) => seriesEntry(part, type)) };
}

function inParts(series: Series): readonly Series[] {
  if (series.points.length <= MOST_POINTS) return [series];
  const { events, ...rest } = series;
  const parts: Series[] = [];
  for (let from = 0; from < series.points.length; from += MOST_POINTS)
    parts.push({ ...rest, points: series.points.slice(from, from + MOST_POINTS) });
  // The events are settled once, with the first part.
  return parts.map((part, index) => (index === 0 && events !== undefined ? { ...part, events } : part));
}

/** Gathers entries of one kind until the next one would break a limit of the uncompressed payload. */
export class Batcher {
  readonly #kind: Kind;
  #entries: Entry[] = [];
  #points = 0;
  #bytes = ENVELOPE_BYTES;

  constructor(kind: Kind) {
    this.#kind = kind;
  }

  /** Hands out the batch that the entry found no room in. */
  add(entry: Entry): Batch | undefined {
    const bytes = entry.bytes + (this.#entries.length > 0 ? 1 : 0);
    const full = this.#points + entry.points > MOST_POINTS || this.#bytes + bytes > MOST_BYTES;
    const batch = full ? this.flush() : undefined;
    this.#bytes += entry.bytes + (this.#entries.length > 0 ? 1 : 0);
    this.#points += entry.points;
    this.#entries.push(entry);
    return batch;
  }

  /** Hands out what is left; nothing where nothing is. */
  flush(): Batch | undefined {
    if (this.#entries.length === 0) return undefined;
    const batch = { kind: this.#kind, entries: this.#entries };
    this.#entries = [];
    this.#points = 0;
    this.#bytes = ENVELOPE_BYTES;
    return batch;
  }
}

/** Two halves of about equal bytes, neither empty. */
export function halvesByBytes(entries: readonly Entry[]): readonly [readonly Entry[], readonly Entry[]] {
  const half = entries.reduce((sum, { bytes }) => sum + bytes, 0) / 2;
  let taken = 0;
  // The cut falls before the entry whose middle passes the middle of all.
  const middle = entries.findIndex(({ bytes }) => {
    taken += bytes;
    return taken - bytes / 2 >= half;
  });
  const at = Math.min(Math.max(middle, 1), entries.length - 1);
  return [entries.slice(0, at), entries.slice(at)];
}
