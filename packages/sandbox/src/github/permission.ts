/** What a token may be allowed to read, by the names of fine-grained permissions. */
export type Permission =
  | 'metadata'
  | 'contents'
  | 'pull_requests'
  | 'actions'
  | 'checks'
  | 'statuses'
  | 'issues'
  | 'deployments'
  | 'administration';

/** Permissions that are switched off; all others are granted. */
export type Permissions = Readonly<Partial<Record<Permission, boolean>>>;
