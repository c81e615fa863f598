import { AuthenticationError, SourceError } from '@metta-dd/core';
import { z } from 'zod';

/** Below this a server has another protocol. */
export const OLDEST_API = 11;

/** What a server of some API version can do; the numbers are those of `sky/server/constants.py` at its releases. */
export interface Features {
  readonly api: number;
  /** `/jobs/queue/v2`, with fields, statuses and counts. */
  readonly queueV2: boolean;
  /** Typed cluster records, and switches for what they leave out. */
  readonly clusterSwitches: boolean;
  readonly sorting: boolean;
  readonly submittedAfter: boolean;
}

/** The answer of `/api/health`, as far as it is read; the rest may hold the hash of a password. */
export const Health = z.object({
  status: z.string(),
  api_version: z.union([z.string(), z.number()]).nullish(),
  version: z.string().nullish(),
});
export type Health = z.output<typeof Health>;

const LOGIN = 'set SKYPILOT_SERVICE_ACCOUNT_TOKEN to the token of a service account';

/** What the server can do. Throws where it wants a login or is too old. */
export function featuresOf({ status, api_version, version }: Health): Features {
  if (status === 'needs_auth' || (status === 'healthy' && (api_version === undefined || api_version === null)))
    throw new AuthenticationError('cannot use the SkyPilot API server: needs authentication', { hint: LOGIN });
  if (status !== 'healthy') throw new SourceError(`cannot use the SkyPilot API server: it says it is ${status}`);
  const api = Number(api_version);
  const supported = Number.isInteger(api) && api >= OLDEST_API;
  if (!supported) {
    const its = `${version ?? 'of unknown version'} (API ${String(api_version)})`;
    throw new SourceError(
      `cannot use the SkyPilot API server ${its}: the oldest supported one is API ${OLDEST_API} (0.10.1)`,
      { hint: 'upgrade the server; everything is collected from API 18 on' },
    );
  }
  return {
    api,
    queueV2: api >= 18,
    clusterSwitches: api >= 24,
    sorting: api >= 31,
    submittedAfter: api >= 54,
  };
}
