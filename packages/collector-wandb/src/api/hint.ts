import type { Problem } from '@metta-dd/core/http';

/** What to do where the key itself is refused. */
export const KEY_HINT = 'the API key is wrong or revoked: set WANDB_API_KEY to a valid one of this server';

/** What to do where the key does not reach far enough. */
export const ACCESS =
  'give the owner of the API key access to the project, for instance as a view-only member of its team';

/** W&B answers the same for what does not exist and for what must not be seen. */
export const HIDDEN = `it does not exist, or it is not visible: check entity and project, or ${ACCESS}`;

/** What to type or to grant next. */
export function hint({ kind, status, reason }: Problem): string | undefined {
  if (status === 403) return ACCESS;
  if (kind === 'authentication') return KEY_HINT;
  if (kind === 'redirect' || status === 404 || reason.includes('a page of HTML'))
    return 'check that WANDB_BASE_URL is the root of a W&B server';
  return undefined;
}
