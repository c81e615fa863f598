/** Keys of a collector's block in the configuration that the host reads; the collector's own schema never sees them. */
export const HOST_KEYS = ['events', 'deadline', 'schedule', 'maxSeries', 'metrics', 'secrets'] as const;

export type HostKey = (typeof HOST_KEYS)[number];
