import { ConfigError } from '../errors.js';

// https://docs.datadoghq.com/getting_started/site/#access-the-datadog-site
const SITES = [
  'datadoghq.com',
  'us3.datadoghq.com',
  'us5.datadoghq.com',
  'ap1.datadoghq.com',
  'ap2.datadoghq.com',
  'uk1.datadoghq.com',
  'datadoghq.eu',
  'ddog-gov.com',
  'us2.ddog-gov.com',
] as const;

/** The sites that Datadog runs. */
export function knownSites(): readonly string[] {
  return SITES;
}

/** The site as Datadog spells it; `app.datadoghq.com` and a pasted address of the web page mean the same. */
export function siteOf(text: string): string {
  const host = text
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/.*$/, '')
    .replace(/^(?:app|api)\./, '');
  const site = SITES.find((known) => known === host);
  if (site !== undefined) return site;
  throw new ConfigError(`cannot send to site "${text}": Datadog has no site of that name`, {
    hint: `set DD_SITE to one of ${SITES.join(', ')}; for a proxy or a local intake set DD_URL`,
  });
}

/** Base address of the API of a site, without a trailing slash. */
export function siteUrl(site: string): string {
  return `https://api.${siteOf(site)}`;
}
