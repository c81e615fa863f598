import type { Request } from '@metta-dd/local-datadog';
import type { Credentials } from '../credentials.js';
import type { GitHubOptions } from '../options.js';
import type { WorldIndex } from '../world-index.js';
import type { Route } from './call.js';

/** The REST API. */
export class RestApi {
  constructor(_world: WorldIndex, _options: GitHubOptions, _credentials: Credentials) {}

  find(_request: Request): Route | undefined {
    return undefined;
  }
}
