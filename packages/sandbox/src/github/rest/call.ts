import type { Request } from '@metta-dd/local-datadog';
import type { Caller } from '../credentials.js';
import type { QuotaState } from '../quota.js';
import type { Reply } from '../reply.js';
import type { RepositoryIndex } from '../repository-index.js';
import type { RepositoryView } from '../view.js';

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
export interface RepositoryCall extends RestCall {
  readonly view: RepositoryView;
  readonly urls: Urls;
  readonly query: URLSearchParams;
  /** The values of the placeholders, decoded. */
  readonly path: readonly string[];
  /** The path of this request below the repository, for links to other pages. */
  readonly self: string;
}

/** Where things of the API and of the web pages are, as the client addresses this stand-in. */
export class Urls {
  readonly api: string;
  readonly web: string;

  constructor(request: Request) {
    this.web = request.url.origin;
    this.api = `${request.url.origin}${request.url.pathname.startsWith('/api/v3/') ? '/api/v3' : ''}`;
  }
}
