import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { clientOf } from '../../test/client.js';
import { scripted } from '../../test/scripted.js';

const question = {
  route: 'GET /repos/{owner}/{repo}/things',
  parameters: { owner: 'acme', repo: 'metta', page: 1 },
  answer: z.object({ rows: z.array(z.object({ id: z.number() })) }),
  purpose: 'runs' as const,
};
const TAG = 'W/"a1"';

function unchanging() {
  return scripted(({ headers, url }) =>
    headers['if-none-match'] === TAG
      ? { status: 304, headers: { etag: TAG } }
      : {
          headers: { etag: TAG, link: `<https://api.github.com${url}&page=2>; rel="next"` },
          body: { rows: [{ id: 1, heavy: 'x'.repeat(1000) }] },
        },
  );
}

describe('a conditional request', () => {
  test('carries the tag as it came, and takes the stored answer with its next page', async () => {
    const { url, requests } = await unchanging();
    const { rest } = await clientOf(url);

    const first = await rest.conditional(question);
    const second = await rest.conditional(question);

    expect(requests.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, TAG]);
    expect(second.value).toEqual({ rows: [{ id: 1 }] });
    expect(second.next).toBe(first.next);
  });

  test('stores only the fields that are used', async () => {
    const { url } = await unchanging();
    const { rest, run } = await clientOf(url);

    await rest.conditional(question);

    expect(await run.cache.get(`etag ${url}/repos/acme/metta/things?page=1`)).toEqual({
      value: { rows: [{ id: 1 }] },
      etag: TAG,
      next: expect.stringContaining('page=2'),
      checkedAt: '2025-10-23T18:36:00.000Z',
    });
  });

  test('is not sent while the last one is fresh', async () => {
    const { url, requests } = await unchanging();
    const { rest } = await clientOf(url);

    await rest.conditional(question);
    await rest.conditional(question, { freshMs: 1000 });

    expect(requests).toHaveLength(1);
  });

  test('costs a request, and no value, where the stored entry is broken', async () => {
    const { url, requests } = await unchanging();
    const { rest, run } = await clientOf(url);
    await run.cache.set(`etag ${url}/repos/acme/metta/things?page=1`, { value: 'torn', etag: TAG, checkedAt: 'x' });

    const { value } = await rest.conditional(question);

    expect([value, requests.length]).toEqual([{ rows: [{ id: 1 }] }, 1]);
  });
});

describe('an answer', () => {
  test.each([
    ['a page', { headers: { 'content-type': 'text/html' }, body: '<title>Sign in</title>' }, 'the answer is not JSON'],
    ['a torn document', { body: '{"rows": [' }, 'the answer is not JSON'],
    ['nothing', { body: '' }, 'the answer is not JSON'],
    ['another shape', { body: { rows: [{ id: 'one' }] } }, 'the answer was not understood: rows.0.id: '],
  ])('that is %s is a failure', async (_name, answer, message) => {
    const { url } = await scripted(() => answer);
    const { rest } = await clientOf(url);

    await expect(rest.get(question)).rejects.toThrow(message);
  });

  test('that says the feature is off leaves the dataset out', async () => {
    const { url } = await scripted(() => ({ status: 410, body: { message: 'Gone' } }));
    const { rest } = await clientOf(url);

    await expect(rest.get(question)).rejects.toMatchObject({ name: 'SwitchedOff' });
  });

  test('that is immutable is fetched once', async () => {
    const { url, requests } = await unchanging();
    const { rest } = await clientOf(url);
    const fetched = () =>
      rest.immutable('thing 1', z.array(z.number()), async () =>
        (await rest.get(question)).value.rows.map(({ id }) => id),
      );

    const twice = [await fetched(), await fetched()];

    expect([twice, requests.length]).toEqual([[[1], [1]], 1]);
  });
});
