import { ConfigError, SourceError } from '../errors.js';

export type QueryValue = string | number | boolean | undefined;
export type Query = Readonly<Record<string, QueryValue | readonly QueryValue[]>>;

/** The base of all requests. Throws a ConfigError unless it is an http or https URL without credentials. */
export function baseOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    throw new ConfigError('cannot use the base URL: it is no http or https URL', { hint: 'write https://HOST[/PATH]' });
  if (url.username !== '' || url.password !== '')
    throw new ConfigError('cannot use the base URL: it holds credentials', { hint: 'give them as a secret' });
  return url;
}

/** A path below the base, or an absolute URL of its origin, such as a source's own link to the next page. */
export function addressOf(base: URL, path: string, query: Query = {}): URL {
  const url = /^https?:/i.test(path) ? new URL(path) : new URL(below(base, path));
  if (url.origin !== base.origin) throw new SourceError(`cannot ask ${url.host}: the source is ${base.host}`);
  for (const [name, value] of Object.entries(query))
    for (const one of [value].flat()) if (one !== undefined) url.searchParams.append(name, String(one));
  return url;
}

function below(base: URL, path: string): string {
  return `${base.origin}${base.pathname.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
}
