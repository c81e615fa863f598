/** What can be looked at, in the order in which it is. */
export const AREAS = ['node', 'plugins', 'config', 'secrets', 'sources', 'datadog', 'clock', 'disk', 'proxy'] as const;

export type Area = (typeof AREAS)[number];

/** One thing that was looked at; whatever failed says what to type next. */
export type Check = { readonly area: Area; readonly name: string; readonly message: string } & (
  | { readonly state: 'ok' | 'skipped' }
  | { readonly state: 'warning'; readonly hint: string }
  | {
      readonly state: 'failed';
      readonly hint: string;
      /** The credentials are at fault. */
      readonly authentication?: boolean;
      /** Metrics that go dark. */
      readonly metrics?: readonly string[];
    }
);
