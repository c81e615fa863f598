import type { Progress } from '@metta-dd/core/runtime';

/** One line on how far a run is. */
export function progressText(progress: Progress): string {
  const { collector } = progress;
  switch (progress.kind) {
    case 'started':
      return `${collector}: started`;
    case 'target':
      return `${collector}: ${Object.values(progress.target).join('/')}, ${progress.requests} requests so far`;
    case 'finished':
      return `${collector}: ${progress.report.state} in ${(progress.report.durationMs / 1000).toFixed(1)} s`;
    default:
      return progress satisfies never;
  }
}
