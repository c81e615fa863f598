import { SourceError } from '@metta-dd/core';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { listed, type PageQuery } from './listing.js';

const subject = { what: 'list widgets', object: 'the widgets', scope: 'widgets:read', key: 'widgets' };
const Row = z.object({ gid: z.string() });

function pageOf(gids: readonly string[], offset?: string) {
  return { data: gids.map((gid) => ({ gid })), next_page: offset === undefined ? null : { offset } };
}

/** Answers one page after the other, whatever is asked, and notes the offsets that it is asked for. */
function serving(pages: readonly (object | Error)[]) {
  const asked: PageQuery[] = [];
  const fetchPage = async (query: PageQuery) => {
    const page = pages[asked.push(query) - 1];
    if (page === undefined || page instanceof Error) throw page ?? new Error('asked for more than there is');
    return page;
  };
  return { asked, fetchPage, all: async () => (await listed(subject, Row, fetchPage)).map(({ gid }) => gid) };
}

const expired = new SourceError('cannot list widgets: 400 offset: Your pagination token has expired.', { status: 400 });

describe('a listing', () => {
  test('follows the offsets to the end', async () => {
    const { asked, all } = serving([pageOf(['1', '2'], 'a'), pageOf(['3'], 'b'), pageOf(['4'])]);

    const gids = await all();

    expect(gids).toEqual(['1', '2', '3', '4']);
    expect(asked).toEqual([{ limit: 100 }, { limit: 100, offset: 'a' }, { limit: 100, offset: 'b' }]);
  });

  test('goes on after an empty page', async () => {
    const { all } = serving([pageOf(['1'], 'a'), pageOf([], 'b'), pageOf(['2'])]);

    expect(await all()).toEqual(['1', '2']);
  });

  test('holds a row once that moved from one page to the next', async () => {
    const { all } = serving([pageOf(['1', '2'], 'a'), pageOf(['2', '3'])]);

    expect(await all()).toEqual(['1', '2', '3']);
  });

  test('begins again where an offset has expired', async () => {
    const { asked, all } = serving([pageOf(['1'], 'a'), expired, pageOf(['1'], 'b'), pageOf(['2'])]);

    const gids = await all();

    expect(gids).toEqual(['1', '2']);
    expect(asked.map(({ offset }) => offset)).toEqual([undefined, 'a', undefined, 'b']);
  });

  test('begins again but once', async () => {
    const { asked, all } = serving([pageOf(['1'], 'a'), expired, pageOf(['1'], 'b'), expired]);

    await expect(all()).rejects.toBe(expired);
    expect(asked).toHaveLength(4);
  });

  test('does not begin again where the first page is refused', async () => {
    const { asked, all } = serving([expired]);

    await expect(all()).rejects.toBe(expired);
    expect(asked).toHaveLength(1);
  });

  test('fails where a page leads back to one that was read', async () => {
    const { all } = serving([pageOf(['1'], 'a'), pageOf(['2'], 'b'), pageOf(['3'], 'a')]);

    await expect(all()).rejects.toThrow('cannot list widgets: a page leads back to one that was read');
  });

  test('fails where page after page holds nothing new', async () => {
    const { all } = serving(Array.from({ length: 50 }, (_, index) => pageOf(['1'], `${index}`)));

    await expect(all()).rejects.toThrow('cannot list widgets: 10 pages in a row hold nothing new');
  });

  test('fails where a row is not as expected, and says where', async () => {
    const { all } = serving([{ data: [{ gid: '1' }, { gid: 2 }], next_page: null }]);

    await expect(all()).rejects.toThrow('cannot list widgets: the answer is not as expected: at data.1.gid: ');
  });

  test('fails where the answer holds no list', async () => {
    const { all } = serving([{ data: { gid: '1' } }]);

    await expect(all()).rejects.toThrow('cannot list widgets: the answer is not as expected: at data: ');
  });
});
