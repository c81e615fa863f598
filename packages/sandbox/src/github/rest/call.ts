import type { Request } from '@metta-dd/local-datadog';
import type { Caller } from '../credentials.js';
import type { QuotaState } from '../quota.js';
import type { Reply } from '../reply.js';
import type { RepositoryIndex } from '../repository-index.js';
import type { RepositoryView } from '../view.js';
import type { Listed } from './paging.js';

/** One REST request with what is known of who asks. */
export interface RestCall {
  readonly request: Request;
  readonly now: Date;
  readonly caller: Caller;
  readonly holder: string;
  sees(repository: RepositoryIndex): boolean;
  quota(resource: 'core' | 'graphql'): QuotaState | undefined;
}

/** A route that was found, with its path parameters bound. */
export type Route = (call: RestCall) => Reply;

/** One request about a repository. */
export interface RepositoryCall extends RestCall, Listed {
  readonly place: Place;
  readonly view: RepositoryView;
  /** The value of the placeholder at a position, decoded; absent ones are empty. */
  path(position: number): string;
}

/** A repository and where it is found: in the API and in its web pages, as the client addresses the stand-in. */
export interface Place {
  readonly view: RepositoryView;
  readonly web: string;
  readonly api: string;
  /** The address of the repository itself. */
  readonly url: string;
  readonly page: string;
}

/** Where a repository is, for a client that sent this request. */
export function placeOf(view: RepositoryView, { url }: Request): Place {
  const api = `${url.origin}${url.pathname.startsWith('/api/v3/') ? '/api/v3' : ''}`;
  const name = view.index.fullName;
  return { view, web: url.origin, api, url: `${api}/repos/${name}`, page: `${url.origin}/${name}` };
}
