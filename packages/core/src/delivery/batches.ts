import type { Series } from '../runtime/report.js';
import { distributionEntry } from './distribution-payload.js';
import type { Entry, Kind } from './entry.js';
import { type PackedBatch, SegmentWriter } from './segment.js';
import { seriesEntry } from './series-payload.js';

// https://docs.datadoghq.com/api/latest/metrics/#submit-metrics
export const MOST_COMPRESSED_BYTES = 512_000;
export const MOST_BYTES = 5_242_880;
// https://github.com/DataDog/datadog-agent/blob/main/pkg/config/setup/config.go (serializer_max_series_points_per_payload)
export const MOST_POINTS = 10_000;

const ENVELOPE_BYTES = Buffer.byteLength('{"series":[]}');

/** The body of a request, before compression. */
export function payloadOf(entries: readonly Entry[]): Uint8Array {
  return Buffer.from(`{"series":[${entries.map(({ wire }) => wire).join(',')}]}`);
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

/** Gathers entries of one kind as long as they keep the limits of the uncompressed payload. */
export class Batcher {
  readonly #writer: SegmentWriter;
  #count = 0;
  #points = 0;
  #bytes = ENVELOPE_BYTES;

  constructor(kind: Kind) {
    this.#writer = new SegmentWriter(kind);
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  hasRoomFor(entry: Entry): boolean {
    return this.#points + entry.points <= MOST_POINTS && this.#bytes + this.#lengthOf(entry) <= MOST_BYTES;
  }

  add(entry: Entry): void {
    this.#bytes += this.#lengthOf(entry);
    this.#points += entry.points;
    this.#count += 1;
    this.#writer.add(entry);
  }

  /** Hands out what was gathered; it is good until the next entry is added. */
  take(): PackedBatch {
    this.#count = 0;
    this.#points = 0;
    this.#bytes = ENVELOPE_BYTES;
    return this.#writer.take();
  }

  #lengthOf({ bytes }: Entry): number {
    return bytes + (this.#count > 0 ? 1 : 0);
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
