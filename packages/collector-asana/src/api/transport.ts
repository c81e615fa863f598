import asana from 'asana';

/** A GET as the SDK makes it: its own path, its own parameters, its own headers. */
export interface SdkRequest {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** Sends a request and hands back the parsed body of its answer; throws where it is refused. */
export type Send = (request: SdkRequest) => Promise<unknown>;

/**
 * The SDK's client with another transport. Its own is superagent, which knows neither abort nor proxy; paths,
 * parameters, authentication and deserialization stay the SDK's.
 */
export class Transport extends asana.ApiClient {
  readonly #send: Send;

  constructor(accessToken: string, send: Send) {
    super();
    this.#send = send;
    this.basePath = '';
    // The SDK's own pager ends at the first empty page, whatever comes after it.
    this.RETURN_COLLECTION = false;
    this.authentications = { token: { type: 'personalAccessToken', accessToken } };
  }

  override async callApi(
    ...[path, , pathParams, queryParams, headerParams, , , authNames, , accepts, returnType]: Parameters<
      asana.ApiClient['callApi']
    >
  ): Promise<{ data: unknown; response: unknown }> {
    const headers: Record<string, string> = { ...this.normalizeParams(headerParams) };
    this.applyAuthToRequest({ set: (some: Record<string, string>) => Object.assign(headers, some) }, authNames);
    headers.Accept = this.jsonPreferredMime(accepts);
    const query = this.normalizeParams(queryParams);
    const body = await this.#send({ path: this.buildUrl(path, pathParams), query, headers });
    const response = { status: 200, body };
    return { data: this.deserialize(response, returnType), response };
  }
}
