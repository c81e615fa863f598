import { expect, test } from 'vitest';
import { knownSites, siteUrl } from './sites.js';

test.each([
  ['datadoghq.com', 'https://api.datadoghq.com'],
  ['app.datadoghq.com', 'https://api.datadoghq.com'],
  ['https://app.datadoghq.eu/account', 'https://api.datadoghq.eu'],
  ['US3.datadoghq.com', 'https://api.us3.datadoghq.com'],
  ['ddog-gov.com', 'https://api.ddog-gov.com'],
])('the API of %s is at %s', (site, url) => {
  expect(siteUrl(site)).toBe(url);
});

test('refuses a site that Datadog does not have and names those it has', () => {
  expect(() => siteUrl('datadog.com')).toThrow(
    expect.objectContaining({
      message: 'cannot send to site "datadog.com": Datadog has no site of that name',
      hint: expect.stringContaining(knownSites().join(', ')),
    }),
  );
});
