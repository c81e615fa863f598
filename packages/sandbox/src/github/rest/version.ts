import type { Request } from '@metta-dd/local-datadog';

/** Versions of the REST API: https://docs.github.com/rest/about-the-rest-api/api-versions */
export const API_VERSIONS: readonly string[] = ['2022-11-28', '2026-03-10'];

const DEFAULT_VERSION = '2022-11-28';

/** The version that a request asks for. */
export function versionOf({ headers }: Request): string {
  const asked = headers['x-github-api-version'];
  return typeof asked === 'string' ? asked : DEFAULT_VERSION;
}
