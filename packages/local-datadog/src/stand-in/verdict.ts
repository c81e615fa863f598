import type { ScriptedFault } from './faults.js';
import type { RecordedRequest } from './request-log.js';

const SHOWN = 10;

/** Throws when the traffic of a stand-in and its script disagree, and says what to do about it. */
export function verifyTraffic(
  url: string,
  unexpected: readonly RecordedRequest[],
  unused: readonly ScriptedFault[],
  failed: readonly RecordedRequest[],
): void {
  const problems = [
    ...list('requests that no route answers (add the route, or correct the request)', unexpected.map(title)),
    ...list('fault rules that were not used up (correct their match, or remove them)', unused.map(describeFault)),
    ...list(
      'requests at which the stand-in itself failed',
      failed.map((request) => `${title(request)}: ${request.error}`),
    ),
  ];
  if (problems.length > 0)
    throw new Error(`the traffic of the stand-in ${url} is not as scripted\n${problems.join('\n')}`);
}

function title({ method, path }: RecordedRequest): string {
  return `${method} ${path}`;
}

function describeFault({ rule, applied }: ScriptedFault): string {
  return `${JSON.stringify(rule)}, applied ${applied} times`;
}

function list(what: string, items: readonly string[]): string[] {
  if (items.length === 0) return [];
  const more = items.length > SHOWN ? [`  and ${items.length - SHOWN} more`] : [];
  return [`${items.length} ${what}:`, ...items.slice(0, SHOWN).map((item) => `  ${item}`), ...more];
}
