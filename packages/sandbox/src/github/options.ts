import type { Permissions } from './permission.js';

/** A GitHub App that may mint installation tokens. */
export interface AppOptions {
  readonly id: number;
  readonly installationId: number;
  /** PEM; with it the signature of the App's JSON Web Token is checked, without it only its claims. */
  readonly publicKey?: string;
}

/** How a GitHub stand-in behaves. */
export interface GitHubOptions {
  /** The token that is good; without one every token is. */
  readonly token?: string;
  readonly app?: AppOptions;
  /** Scopes of a classic token; without `repo` it sees no private repository. */
  readonly scopes?: readonly string[];
  readonly permissions?: Permissions;
  /** Requests and points an hour; 5,000 each when absent. */
  readonly limits?: { readonly rest: number; readonly graphql: number };
  /** Behaves as GitHub Enterprise Server: no rate limits, private mode. */
  readonly enterprise?: boolean;
}
