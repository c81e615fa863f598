/** Who is let in; without any everybody is. */
export type SkyPilotAuthentication =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  /** An OAuth proxy stands before the server; the token of a service account passes it. */
  | { readonly kind: 'oauth'; readonly token: string };

/** How a SkyPilot stand-in behaves. */
export interface SkyPilotOptions {
  /** Number of the API version; 62, that of 0.14.1, when absent. */
  readonly api?: number;
  readonly authentication?: SkyPilotAuthentication;
  /** `stopped` answers that nothing is in progress, `unreachable` fails with the same type of error; default `up`. */
  readonly controller?: 'up' | 'stopped' | 'unreachable';
  /** Has the role viewer, which may not do everything. */
  readonly viewer?: boolean;
}

export const DEFAULT_API = 62;
