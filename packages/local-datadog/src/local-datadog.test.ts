import { afterEach, describe, expect, test } from 'vitest';
import { datadogs, gauge, NOW, submit } from '../test/submission.js';

const { start, close } = datadogs();
const PATH = '/api/v2/series';

afterEach(close);

describe('the key check', () => {
  test.each([
    [{ 'dd-api-key': 'known' }, 200, { valid: true }],
    [{ 'dd-api-key': 'unknown' }, 403, { errors: ['Forbidden'] }],
    [{}, 403, { errors: ['API key required'] }],
  ])('the headers %j are answered %d', async (headers, status, body) => {
    const { url } = await start({ apiKeys: ['known'] });

    const answer = await fetch(`${url}/api/v1/validate`, { headers });

    expect([answer.status, await answer.json()]).toEqual([status, body]);
  });
});

describe('what it does not have', () => {
  test.each(['/api/v1/dashboard', '/api/v2/distribution_points'])('%s is 404 and unexpected', async (path) => {
    const datadog = await start();

    const answer = await submit(datadog, path, {});

    expect(answer).toEqual({ status: 404, body: { errors: ['Not found'] } });
    expect(datadog.unexpected().map((request) => request.path)).toEqual([path]);
    expect(() => datadog.verify()).toThrow(`POST ${path}`);
  });

  test('a GET of the intake is unexpected', async () => {
    const datadog = await start();

    expect((await fetch(datadog.url + PATH)).status).toBe(404);
  });
});

describe('control routes', () => {
  test('accepted series, losses and the ledger are told as JSON', async () => {
    const { url, ...datadog } = await start();
    const ask = async (path: string): Promise<unknown> => (await fetch(`${url}/__sandbox/${path}`)).json();
    await submit({ url, ...datadog }, PATH, {
      series: [
        gauge(),
        gauge({ metric: 'acme.other', tags: ['A:1'] }),
        gauge({ points: [{ timestamp: 0, value: 1 }] }),
      ],
    });

    expect(await ask('series')).toEqual(datadog.series());
    expect(await ask('series?metric=acme.other')).toEqual([
      { metric: 'acme.other', type: 'gauge', tags: ['a:1'], points: [[NOW, 1]] },
    ]);
    expect(await ask('dropped')).toEqual(datadog.dropped());
    expect(await ask('ledger')).toEqual(datadog.ledger());
    expect([datadog.dropped().length, datadog.ledger().length]).toEqual([1, 2]);
  });

  test('its errors have the shape of Datadog', async () => {
    const { url } = await start();

    const answer = await fetch(`${url}/__sandbox/faults`, { method: 'POST', body: '{' });

    expect([answer.status, await answer.json()]).toEqual([
      400,
      { errors: ['the body of POST /__sandbox/faults is not JSON'] },
    ]);
  });
});

describe('faults', () => {
  test('a rate limit is scripted with its headers, and the next submission is taken', async () => {
    const datadog = await start();
    datadog.faults.add({
      match: { path: PATH },
      status: 429,
      headers: { 'x-ratelimit-reset': '3', 'retry-after': '3' },
      body: { errors: ['Too many requests'] },
      times: 1,
    });

    const limited = await submit(datadog, PATH, { series: [gauge()] });
    const taken = await submit(datadog, PATH, { series: [gauge()] });

    expect(limited).toEqual({ status: 429, body: { errors: ['Too many requests'] } });
    expect(taken.status).toBe(202);
    expect(datadog.ledger()).toEqual([]);
  });

  test('a submission whose answer is lost was stored', async () => {
    const datadog = await start();
    datadog.faults.add({ match: { path: PATH }, reset: true, processed: true, times: 1 });

    const lost = submit(datadog, PATH, { series: [gauge()] });

    await expect(lost).rejects.toThrow();
    expect(datadog.points()).toHaveLength(1);
  });
});

describe('verification', () => {
  test('strict mode names what was lost or changed', async () => {
    const datadog = await start({ strict: true });

    await submit(datadog, PATH, {
      series: [gauge({ tags: ['A'] }), gauge({ points: [{ timestamp: NOW, value: null }] })],
    });

    expect(() => datadog.verify()).toThrow(
      /silently lost or changed 2 things .*\n {2}changed tag A to a of acme.widgets: the tag was normalized\n {2}dropped point null at 1761243600 of acme.widgets: the value is not a finite number$/s,
    );
  });

  test('without strict mode losses are told and not fatal', async () => {
    const datadog = await start();

    await submit(datadog, PATH, { series: [gauge({ points: [{ timestamp: NOW, value: null }] })] });

    expect(() => datadog.verify()).not.toThrow();
    expect(datadog.dropped()).toHaveLength(1);
  });

  test('reset forgets everything', async () => {
    const datadog = await start();
    await submit(datadog, PATH, { series: [gauge(), gauge({ metric: '1' })] });
    datadog.faults.add({ status: 500 });

    datadog.reset();

    expect([datadog.series(), datadog.ledger(), datadog.requests(), datadog.faults.list()]).toEqual([[], [], [], []]);
  });

  test('no key is in the request log', async () => {
    const datadog = await start();

    await submit(datadog, PATH, { series: [gauge()] }, { 'dd-api-key': 'planted', 'dd-application-key': 'planted' });

    expect(datadog.requests()).toHaveLength(1);
    expect(JSON.stringify(datadog.requests())).not.toContain('planted');
  });
});

describe('the page', () => {
  test('an empty Datadog says so', async () => {
    const { url } = await start();

    const page = await (await fetch(url)).text();

    expect(page).toContain('0 metrics, 0 series, 0 points accepted; 0 lost. It is 2025-10-23T18:20:00.000Z.');
    expect(page).toContain('Nothing was dropped.');
  });

  test('series and losses are listed with their newest value, unit and reason', async () => {
    const datadog = await start();
    await submit(datadog, PATH, {
      series: [
        gauge({
          unit: 'item',
          tags: ['repo:a'],
          points: [
            { timestamp: NOW, value: 42 },
            { timestamp: NOW - 60, value: 7 },
            { timestamp: NOW - 9_000, value: 3 },
          ],
        }),
      ],
    });

    const page = await (await fetch(datadog.url)).text();

    expect(page).toContain(
      '<tr><td><code>acme.widgets</code></td><td class="tags"><span>repo:a</span> </td><td class="number">42</td><td>item</td><td>gauge</td><td>2025-10-23T18:20:00Z</td><td class="number">2</td></tr>',
    );
    expect(page).toContain('<td>the point is 9000 seconds old, at most 3600</td>');
  });

  test('what senders write cannot become markup', async () => {
    const datadog = await start();
    await submit(datadog, PATH, {
      series: [
        gauge({
          metric: '<img src=x>',
          unit: '<b>"\'&',
          points: [
            { timestamp: NOW, value: null },
            { timestamp: NOW, value: 1 },
          ],
        }),
      ],
    });

    const answer = await fetch(`${datadog.url}/?metric=${encodeURIComponent('"><script>')}`);
    const page = (await answer.text()) + (await (await fetch(datadog.url)).text());

    expect(page).not.toMatch(/<img|<b>|<script>/);
    expect(page).toContain('<code>&lt;img src=x&gt;</code>');
    expect(page).toContain('&lt;b&gt;&quot;&#39;&amp;');
    expect(page).toContain('value="&quot;&gt;&lt;script&gt;"');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('a prefix narrows the accepted series', async () => {
    const datadog = await start();
    await submit(datadog, PATH, { series: [gauge(), gauge({ metric: 'other.thing' })] });

    const page = await (await fetch(`${datadog.url}/?metric=other.`)).text();

    expect(page).toContain('other.thing');
    expect(page).not.toContain('acme.widgets');
  });
});
