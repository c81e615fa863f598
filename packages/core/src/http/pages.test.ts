import { expect, test } from 'vitest';
import { itemsOf, type Page } from './pages.js';

const what = 'runs of acme/widgets';

async function listed(pages: Readonly<Record<string, Page<number, string>>>, maxPages?: number) {
  const asked: (string | undefined)[] = [];
  const options = { what, ...(maxPages !== undefined && { maxPages }) };
  const items = itemsOf<number, string>(options, async (cursor) => {
    asked.push(cursor);
    return pages[cursor ?? 'first'] ?? { items: [] };
  });
  const all: number[] = [];
  for await (const item of items) all.push(item);
  return { items: all, asked };
}

test('goes on through an empty page until there is no next one', async () => {
  const pages = { first: { items: [1, 2], next: 'b' }, b: { items: [], next: 'c' }, c: { items: [3] } };

  expect(await listed(pages)).toEqual({ items: [1, 2, 3], asked: [undefined, 'b', 'c'] });
});

test('refuses a listing that leads back to a page that was read', async () => {
  const pages = { first: { items: [1], next: 'b' }, b: { items: [2], next: 'c' }, c: { items: [3], next: 'b' } };

  await expect(listed(pages)).rejects.toThrow(
    'cannot list runs of acme/widgets: a page leads back to one that was read',
  );
});

test('refuses more pages than a listing can have, and takes exactly as many', async () => {
  const pages = { first: { items: [1], next: 'b' }, b: { items: [2] } };

  await expect(listed(pages, 1)).rejects.toThrow('cannot list runs of acme/widgets: more than 1 pages');
  expect((await listed(pages, 2)).items).toEqual([1, 2]);
});
