const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const MAX_HOPS = 5;

// What another host may see: anything else, such as an API key in a header of its own, could be a secret.
const HARMLESS = new Set(['accept', 'accept-encoding', 'accept-language', 'user-agent', 'range']);

export interface Hop {
  readonly url: string;
  readonly init: RequestInit;
}

/**
 * Follows redirects as `redirect: 'follow'` does, but sends only harmless headers, and never a body, to another
 * origin, and nothing from https to http.
 */
export async function followRedirects(first: Hop, send: (hop: Hop) => Promise<Response>): Promise<Response> {
  let hop = first;
  for (let hops = 0; ; hops++) {
    const answer = await send(hop);
    const location = REDIRECTS.has(answer.status) ? answer.headers.get('location') : null;
    if (location === null) return answer;
    await answer.body?.cancel();
    if (hops === MAX_HOPS) throw new TypeError(`fetch failed`, { cause: new Error(`more than ${MAX_HOPS} redirects`) });
    hop = nextHop(hop, answer.status, location);
  }
}

function nextHop({ url, init }: Hop, status: number, location: string): Hop {
  if (!URL.canParse(location, url)) throw refused('a Location that is no URL');
  const from = new URL(url);
  const to = new URL(location, url);
  if (!['http:', 'https:'].includes(to.protocol)) throw refused(to.protocol);
  if (from.protocol === 'https:' && to.protocol === 'http:') throw refused(`${to.host} without TLS`);
  const method = (init.method ?? 'GET').toUpperCase();
  const dropsBody = status === 303 ? method !== 'HEAD' : method === 'POST' && status <= 302;
  const { body, ...rest } = init;
  const next: RequestInit = dropsBody ? { ...rest, method: 'GET' } : init;
  const headers = [...new Headers(init.headers)].filter(([name]) => !dropsBody || !name.startsWith('content-'));
  if (from.origin === to.origin) return { url: to.href, init: { ...next, headers } };
  if (!dropsBody && body !== undefined && body !== null) throw refused(`${to.host}, which must not get the body`);
  return { url: to.href, init: { ...next, headers: headers.filter(([name]) => HARMLESS.has(name)) } };
}

function refused(where: string): TypeError {
  return new TypeError('fetch failed', { cause: new Error(`refused a redirect to ${where}`) });
}
