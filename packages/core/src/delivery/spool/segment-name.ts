import type { Kind } from '../entry.js';

/** What the name of a segment says: where it stands in the order, whose it is, what became of it. */
export interface SegmentName {
  /** Time of its newest point, seconds since the epoch. */
  readonly slot: number;
  /** The process that answers for it. */
  readonly writer: string;
  readonly number: number;
  readonly kind: Kind;
  /** Handed to the network without a noted answer. */
  readonly attempted: boolean;
}

const NAME = /^(\d{12})-([a-z0-9]+)-(\d{6,})\.(series|distribution)(\.attempted)?$/;
const UNFINISHED = /^([a-z0-9]+)-\d+\.unfinished$/;

export function segmentName({ slot, writer, number, kind, attempted }: SegmentName): string {
  const name = `${pad(slot, 12)}-${writer}-${pad(number, 6)}.${kind}`;
  return attempted ? `${name}.attempted` : name;
}

/** Nothing where the file is no segment. */
export function parseSegmentName(name: string): SegmentName | undefined {
  const [, slot, writer, number, kind, attempted] = NAME.exec(name) ?? [];
  if (writer === undefined || (kind !== 'series' && kind !== 'distribution')) return undefined;
  return { slot: Number(slot), writer, number: Number(number), kind, attempted: attempted !== undefined };
}

/** Written under this name first, so that a segment is whole as soon as it bears its own. */
export function unfinishedName(writer: string, number: number): string {
  return `${writer}-${number}.unfinished`;
}

/** The process that was writing the file. */
export function writerOfUnfinished(name: string): string | undefined {
  return UNFINISHED.exec(name)?.[1];
}

function pad(value: number, digits: number): string {
  return `${value}`.padStart(digits, '0');
}
