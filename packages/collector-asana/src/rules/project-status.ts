/** The kinds of status updates of a project. */
export const STATUSES = ['on_track', 'at_risk', 'off_track', 'on_hold', 'complete', 'dropped'] as const;
export type KnownStatus = (typeof STATUSES)[number];

/** `none` without any update; `other` where Asana tells of a kind that is not known here. */
export type Status = KnownStatus | 'none' | 'other';

const BY_COLOR: Readonly<Record<string, KnownStatus>> = {
  green: 'on_track',
  yellow: 'at_risk',
  red: 'off_track',
  blue: 'on_hold',
  complete: 'complete',
};

export interface StatusUpdates {
  readonly current_status_update?: { readonly status_type?: string | null | undefined } | null | undefined;
  /** What projects had before, and what old answers still hold. */
  readonly current_status?: { readonly color?: string | null | undefined } | null | undefined;
}

/** The latest status of a project, from whichever of the two fields tells it. */
export function statusOf({ current_status_update: update, current_status: older }: StatusUpdates): Status {
  const type = update?.status_type;
  if (type) return STATUSES.find((known) => known === type) ?? 'other';
  const color = older?.color;
  if (color) return BY_COLOR[color] ?? 'other';
  return update || older ? 'other' : 'none';
}
