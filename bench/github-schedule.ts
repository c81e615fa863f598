import type { Step } from './ideal-schedule.ts';
import type { Asked } from './source.ts';

/** What the collector's configuration allows side by side. */
export const LANES = { graphql: 4, rest: 8 };

/** Which requests of a GitHub run wait for which, told from what they ask; the order is that of asking. */
export function githubSteps(requests: readonly Asked[]): readonly Step[] {
  const kinds = requests.map(kindOf);
  const indexOf = (kind: string) => kinds.flatMap((one, index) => (one === kind ? [index] : []));
  const earlier = (kind: string, index: number) => indexOf(kind).filter((one) => one < index);
  return requests.map((request, index): Step => {
    const kind = kinds[index] ?? '';
    const lane = request.method === 'POST' ? 'graphql' : 'rest';
    const previous = earlier(kind, index).at(-1);
    const snapshot = earlier('Snapshot', index).slice(0, 1);
    if (kind === 'runs') {
      const first = requests.findIndex((other, at) => at < index && sameWindow(other, request));
      return { lane, after: first === -1 ? snapshot : [first] };
    }
    if (kind === 'attempts' || kind === 'jobs') return { lane, after: earlier('runs', index) };
    if (kind === 'annotations') return { lane, after: indexOf('jobs').slice(indexOf(kind).indexOf(index)).slice(0, 1) };
    if (kind === 'Remainder')
      return { lane, after: previous === undefined ? earlier('ClosedPulls', index) : [previous] };
    if (kind === 'compare') return { lane, after: earlier('Deployments', index) };
    return { lane, after: previous !== undefined && request.method === 'POST' ? [previous] : snapshot };
  });
}

function kindOf({ method, path, body }: Asked): string {
  if (method === 'POST') return /query\s*(\w+)/.exec(body.json?.query ?? '')?.[1] ?? 'query';
  if (path.endsWith('/actions/runs')) return 'runs';
  if (path.endsWith('/jobs')) return 'jobs';
  if (path.includes('/attempts/')) return 'attempts';
  return path.endsWith('/annotations') ? 'annotations' : (path.split('/')[4] ?? path);
}

const sameWindow = (one: Asked, other: Asked) =>
  one.path === other.path && one.query.created?.[0] === other.query.created?.[0];
