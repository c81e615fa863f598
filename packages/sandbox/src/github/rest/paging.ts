import type { RestCall } from './call.js';

/** One page of a list, with its Link header. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly headers: Readonly<Record<string, string>>;
}

/** A list that is asked for by page number; a page beyond the end is empty. */
export interface Listed {
  readonly query: URLSearchParams;
  /** The address of the list without its query. */
  readonly address: string;
}

/** How long the pages of a list are, and how many of its rows can be reached by paging at all. */
export interface PageRules {
  readonly defaultSize?: number;
  readonly maxSize?: number;
  readonly reachable?: number;
}

/** Cuts a page out of a list. */
export function pageOf<T>({ query, address }: Listed, items: readonly T[], rules: PageRules = {}): Page<T> {
  const size = pageSize(query, rules);
  const { reachable = items.length } = rules;
  const page = pageNumber(query);
  const last = Math.max(1, Math.ceil(Math.min(items.length, reachable) / size));
  const to = (number: number) => {
    const url = new URL(address);
    url.search = query.toString();
    url.searchParams.set('page', String(number));
    return url.href;
  };
  const links = [
    ...(page > 1 ? [link(to(Math.min(page - 1, last)), 'prev')] : []),
    ...(page < last ? [link(to(page + 1), 'next'), link(to(last), 'last')] : []),
    ...(page > 1 ? [link(to(1), 'first')] : []),
  ];
  const rows = items.slice((page - 1) * size, Math.min(page * size, reachable));
  return { rows, headers: links.length > 0 ? { link: links.join(', ') } : {} };
}

/** Rows a page: 30 unless asked otherwise, at most 100 unless the list has rules of its own. */
export function pageSize(query: URLSearchParams, { defaultSize = 30, maxSize = 100 }: PageRules = {}): number {
  const asked = Number(query.get('per_page') ?? defaultSize);
  return Number.isInteger(asked) && asked > 0 ? Math.min(asked, maxSize) : defaultSize;
}

/** The number of the page that is asked for, from 1. */
export function pageNumber(query: URLSearchParams): number {
  const asked = Number(query.get('page') ?? 1);
  return Number.isInteger(asked) && asked > 0 ? asked : 1;
}

/** One entry of a Link header. */
export function link(url: string, rel: 'prev' | 'next' | 'last' | 'first'): string {
  return `<${url}>; rel="${rel}"`;
}

/** A list outside a repository. */
export function listed({ request }: RestCall): Listed {
  return { query: request.url.searchParams, address: `${request.url.origin}${request.url.pathname}` };
}
