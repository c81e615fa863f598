import { type Configuration, HttpMethod } from '#client/common';
import { applySecurityAuthentication } from '#client/configuration';

/** One call in plain JSON: what the typed models of the client do not know is kept. */
export interface ApiCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Of the API, with its parameters encoded: `/api/v1/dashboard/abc-def-ghi`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** The parsed answer; `undefined` for an empty one. */
export async function callRaw(
  configuration: Configuration,
  { method, path, query = {}, body }: ApiCall,
): Promise<unknown> {
  const request = configuration.getServer('').makeRequestContext(path, HttpMethod[method]);
  request.setHeaderParam('Accept', 'application/json');
  for (const [name, value] of Object.entries(query)) request.setQueryParam(name, value, '');
  if (body !== undefined) {
    request.setHeaderParam('Content-Type', 'application/json');
    request.setBody(JSON.stringify(body));
  }
  applySecurityAuthentication(configuration, request, ['apiKeyAuth', 'appKeyAuth']);
  const answer = await configuration.httpApi.send(request);
  const text = await answer.body.text();
  return text === '' ? undefined : JSON.parse(text);
}
