import type { Step } from './ideal-schedule.ts';
import type { Asked } from './source.ts';

const DAY_MS = 24 * 3_600_000;

/** What the collector's configuration allows side by side. */
export const LANES = { graphql: 4, rest: 8 };

/** Which requests of a GitHub run wait for which, told from what they ask; the order is that of asking. */
export function githubSteps(requests: readonly Asked[]): readonly Step[] {
  const kinds = requests.map(kindOf);
  const indexOf = (kind: string) => kinds.flatMap((one, index) => (one === kind ? [index] : []));
  const earlier = (kind: string, index: number) => indexOf(kind).filter((one) => one < index);
  return requests.map((request, index): Step => {
    const ms = request.endMs - request.startMs;
    const kind = kinds[index] ?? '';
    const lane = request.method === 'POST' ? 'graphql' : 'rest';
    const previous = earlier(kind, index).at(-1);
    const snapshot = earlier('Snapshot', index).slice(0, 1);
    const count = earlier('count', index).slice(0, 1);
    if (kind === 'runs') {
      const first = requests.findIndex((other, at) => at < index && sameWindow(other, request));
      return { lane, ms, after: first !== -1 ? [first] : count.length > 0 ? count : snapshot };
    }
    if (kind === 'attempts' || kind === 'jobs') return { lane, ms, after: earlier('runs', index) };
    if (kind === 'annotations')
      return { lane, ms, after: indexOf('jobs').slice(indexOf(kind).indexOf(index)).slice(0, 1) };
    if (kind === 'Remainder')
      return { lane, ms, after: previous === undefined ? earlier('ClosedPulls', index) : [previous] };
    if (kind === 'compare') return { lane, ms, after: earlier('Deployments', index) };
    return { lane, ms, after: previous !== undefined && request.method === 'POST' ? [previous] : snapshot };
  });
}

function kindOf({ method, path, query, body }: Asked): string {
  if (method === 'POST') return /query\s*(\w+)/.exec(body.json?.query ?? '')?.[1] ?? 'query';
  // Whether one page holds the week decides how it is cut, so the lists of its parts wait for it.
  if (path.endsWith('/actions/runs')) return isWholeWeek(query) ? 'count' : 'runs';
  if (path.endsWith('/jobs')) return 'jobs';
  if (path.includes('/attempts/')) return 'attempts';
  return path.endsWith('/annotations') ? 'annotations' : (path.split('/')[4] ?? path);
}

const sameWindow = (one: Asked, other: Asked) =>
  one.path === other.path && one.query.created?.[0] === other.query.created?.[0];

function isWholeWeek({ created }: Asked['query']): boolean {
  const [from = '', to = ''] = (created?.[0] ?? '').split('..');
  return Date.parse(to) - Date.parse(from) > DAY_MS;
}
