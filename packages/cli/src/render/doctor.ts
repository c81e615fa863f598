import { AREAS, type Check } from '../doctor/check.js';

/** Area by area, what failed with what to type next. */
export function doctorText(checks: readonly Check[]): string {
  const areas = AREAS.filter((area) => checks.some((check) => check.area === area));
  const width = Math.max(0, ...checks.map(({ name }) => name.length));
  return areas
    .map((area) =>
      [area, ...checks.filter((check) => check.area === area).flatMap((check) => checkLines(check, width))].join('\n'),
    )
    .join('\n');
}

function checkLines(check: Check, width: number): string[] {
  const label = check.state === 'failed' ? 'FAILED' : check.state;
  const lines = [`  ${label.padEnd(7)}  ${check.name.padEnd(width)}  ${check.message}`];
  return 'hint' in check ? [...lines, `           > ${check.hint}`] : lines;
}
