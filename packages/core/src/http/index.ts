export type { Query, QueryValue } from './address.js';
export {
  type AnyRequestOptions,
  type BodyOptions,
  createHttpClient,
  type Expecting,
  type HttpAnswer,
  type HttpClient,
  type HttpClientOptions,
  type HttpRun,
  type RequestOptions,
} from './client.js';
export type { Problem, ProblemKind } from './failure.js';
export { itemsOf, type Page, type PagesOptions } from './pages.js';
export type { RetryPolicy } from './retry.js';
