import { BaseServerConfiguration, type Configuration, createConfiguration } from '#client/common';
import { FetchTransport, type TransportOptions } from './transport.js';

/** Where the API is, and the keys that open it. */
export interface Access {
  readonly url: string;
  readonly apiKey: string;
  readonly appKey: string | undefined;
}

/** The configuration of the official client. */
export function openConnection({ url, apiKey, appKey }: Access, transport: TransportOptions): Configuration {
  return createConfiguration({
    // A server of our own: DD_SITE changes one that all configurations of the process share.
    baseServer: new BaseServerConfiguration(url.replace(/\/+$/, ''), {}),
    httpApi: new FetchTransport(transport),
    // Named even where it is absent, or the client takes the one of the process environment.
    authMethods: { apiKeyAuth: apiKey, appKeyAuth: appKey ?? '' },
  });
}
