import type { Dropped, SegmentListing, SpoolStatus, VerifiedSegment } from '@metta-dd/core/delivery';
import type { InspectedSegment } from '../spool/inspect-segment.js';
import { table } from './table.js';

const EMPTY = 'nothing waits';

/** One line a destination. */
export function spoolStatusText(statuses: readonly SpoolStatus[], now: Date): string {
  if (statuses.length === 0) return EMPTY;
  return table(
    statuses.map(({ destination, segments, points, bytes, oldest, newer, quarantined }) => [
      destination,
      `${points} points`,
      `${segments} segments`,
      `${bytes} bytes`,
      [
        ...(oldest === undefined ? [] : [`oldest ${ageText(now, oldest)}`]),
        ...(newer > 0 ? [`${newer} of a newer version`] : []),
        ...(quarantined > 0 ? [`${quarantined} in quarantine`] : []),
      ].join(', '),
    ]),
  );
}

/** One line a segment, newest first. */
export function segmentsText(segments: readonly SegmentListing[]): string {
  if (segments.length === 0) return EMPTY;
  return table(
    segments.map(({ destination, name, kind, points, newest, state, attempted, owner }) => [
      destination,
      name,
      kind,
      points === undefined ? '' : `${points} points`,
      newest.toISOString(),
      [
        ...(state === 'sound' ? [] : [state]),
        ...(attempted ? ['attempted'] : []),
        ...(owner === undefined ? [] : [`of process ${owner.pid} on ${owner.host}`]),
      ].join(', '),
    ]),
  );
}

/** One line a segment: what reads as it was written. */
export function verifiedText(segments: readonly VerifiedSegment[]): string {
  if (segments.length === 0) return EMPTY;
  return table(
    segments.map(({ destination, name, state, sound, damaged }) => {
      return [destination, name, state, `${sound} sound`, `${damaged} damaged`];
    }),
  );
}

/** What is in a segment: one line a series. */
export function inspectedText({ file, state, kind, series, lostPoints }: InspectedSegment): string {
  const rows = series.map(({ metric, tags, points }) => [metric, points.map(pointText).join(' '), tags.join(' ')]);
  const lost = lostPoints > 0 ? `, ${lostPoints} points cannot be read` : '';
  return [`${file}: ${kind}, ${state}, ${series.length} series${lost}`, table(rows)].join('\n').trimEnd();
}

/** How much went, and what was left alone. */
export function droppedText({ segments, points, skipped }: Dropped, dryRun: boolean): string {
  const left = skipped === 0 ? '' : `; ${skipped} left to running processes or to a newer version`;
  return `${segments} segments with ${points} points ${dryRun ? 'would go' : 'are gone'}${left}`;
}

const pointText = ([seconds, value]: readonly [number, unknown]) =>
  `${new Date(seconds * 1000).toISOString()}=${Array.isArray(value) ? value.join(',') : String(value)}`;

function ageText(now: Date, then: Date): string {
  const minutes = Math.round((now.getTime() - then.getTime()) / 60_000);
  return minutes < 120 ? `${minutes} min ago` : `${Math.round(minutes / 60)} h ago`;
}
