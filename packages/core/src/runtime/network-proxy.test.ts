import { expect, test } from 'vitest';
import { proxyRules } from './network-proxy.js';

const P = 'http://proxy:3128';

test.each([
  ['nothing is set', {}, 'https://a.example', undefined],
  ['the scheme has one', { HTTPS_PROXY: P }, 'https://a.example', `${P}/`],
  ['only the other scheme has one', { HTTPS_PROXY: P }, 'http://a.example', undefined],
  ['it is named without scheme', { https_proxy: 'proxy:3128' }, 'https://a.example', `${P}/`],
  ['Datadog has its own', { HTTPS_PROXY: P, DD_PROXY_HTTPS: 'http://dd:1' }, 'https://a.example', 'http://dd:1/'],
  ['a blank variable stands beside', { DD_PROXY_HTTPS: ' ', HTTPS_PROXY: P }, 'https://a.example', `${P}/`],
])('finds the proxy where %s', (_, environment, url, expected) => {
  expect(proxyRules({ environment }).proxyFor(url)?.href).toEqual(expected);
});

test.each([
  ['*', 'https://a.example', true],
  ['a.example', 'https://a.example', true],
  ['A.Example.', 'https://a.example', true],
  ['a.example', 'https://x.a.example', true],
  ['a.example', 'https://xa.example', false],
  ['.a.example', 'https://a.example', true],
  ['*.a.example', 'https://a.example', false],
  ['*.a.example', 'https://x.a.example', true],
  ['a.example:443', 'https://a.example', true],
  ['a.example:8443', 'https://a.example', false],
  ['b.example, a.example', 'https://a.example', true],
  ['b.example a.example', 'https://a.example', true],
  ['10.0.0.0/8', 'https://10.2.3.4', true],
  ['10.0.0.0/8', 'https://11.2.3.4', false],
  ['10.0.0.0/99', 'https://10.2.3.4', false],
  ['0.0.0.1', 'https://10.0.0.0.1.example', false],
  ['fd00::/8', 'https://[fd12::1]:8443', true],
  ['::1', 'https://[::1]', true],
  ['[::1]:8443', 'https://[::1]:8443', true],
  ['127.0.0.1', 'https://127.0.0.1:5000', true],
])('NO_PROXY %j asks %s directly: %s', (entry, url, direct) => {
  const { proxyFor } = proxyRules({ environment: { HTTPS_PROXY: P, NO_PROXY: entry } });

  expect(proxyFor(url) === undefined).toEqual(direct);
});

test('explicit settings win over the environment', () => {
  const environment = { HTTPS_PROXY: 'http://other:1', NO_PROXY: '*' };

  const { proxyFor } = proxyRules({ environment, proxy: P, noProxy: ['b.example'] });

  expect([proxyFor('http://a.example')?.href, proxyFor('https://b.example')]).toEqual([`${P}/`, undefined]);
});
