import { isAuthentication, reasonOf } from '@metta-dd/core';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { clientOf } from '../../test/client.js';
import { type Scripted, scripted } from '../../test/scripted.js';
import { walk } from './graphql-pages.js';

interface Asked {
  readonly first: number;
  readonly after?: string;
}

/** A server that answers by the variables of the query. */
function paged(answer: (asked: Asked, index: number) => Scripted) {
  return scripted(({ body }, index) => answer(JSON.parse(body).variables, index));
}

const page = (ids: readonly number[], more: { cursor?: string; total?: number } = {}): Scripted => ({
  body: {
    data: {
      list: {
        totalCount: more.total ?? ids.length,
        pageInfo: { hasNextPage: more.cursor !== undefined, endCursor: more.cursor ?? null },
        nodes: ids.map((id) => ({ id, noise: 'x' })),
      },
    },
  },
});

const request = {
  document: 'query Things($first: Int!, $after: String) { list }',
  variables: {},
  purpose: 'core' as const,
  path: ['list'],
  node: z.object({ id: z.number(), extra: z.string().nullable().optional() }),
  first: 50,
  idOf: ({ id }: { id: number }) => id,
};

async function walked(url: string, more: object = {}) {
  const { graph } = await clientOf(url);
  return walk(graph, { ...request, ...more });
}

describe('a walk', () => {
  test('follows the cursors to the end and keeps the fields that are used', async () => {
    const { url, requests } = await paged(({ after }) =>
      after === undefined ? page([1, 2], { cursor: 'a', total: 3 }) : page([3], { total: 3 }),
    );

    const { nodes, totalCount } = await walked(url);

    expect([nodes, totalCount, requests.length]).toEqual([[{ id: 1 }, { id: 2 }, { id: 3 }], 3, 2]);
  });

  test('ends with the page on which it meets what it was told to stop at', async () => {
    const { url, requests } = await paged(() => page([1, 2], { cursor: 'a', total: 9 }));

    const { nodes } = await walked(url, { stopAt: ({ id }: { id: number }) => id === 2 });

    expect([nodes.length, requests.length]).toEqual([2, 1]);
  });

  test('asks for half a page from the same place where GitHub gives up', async () => {
    const asked: Asked[] = [];
    const { url } = await paged((variables) => {
      asked.push(variables);
      if (variables.first > 20)
        return { body: { data: null, errors: [{ message: 'Something went wrong while executing your query.' }] } };
      return variables.after === undefined ? page([1], { cursor: 'a', total: 2 }) : page([2], { total: 2 });
    });

    const { nodes } = await walked(url);

    expect(nodes).toHaveLength(2);
    expect(asked).toEqual([{ first: 50 }, { first: 25 }, { first: 12 }, { first: 12, after: 'a' }]);
  });

  test.each([
    ['a bad gateway', { status: 502, body: { message: 'Bad Gateway' } }, '502 Bad Gateway'],
    [
      'a resource limit',
      { body: { data: {}, errors: [{ type: 'RESOURCE_LIMITS_EXCEEDED', message: 'too much' }] } },
      'too much',
    ],
  ])('gives up after three times of %s', async (_name, answer, message) => {
    const { url, requests } = await paged(() => answer);

    await expect(walked(url)).rejects.toThrow(message);

    expect(requests).toHaveLength(3);
  });

  test.each([
    ['a cursor comes back', () => page([Math.random()], { cursor: 'a', total: 9 })],
    ['a node comes back', () => page([1], { cursor: crypto.randomUUID(), total: 9 })],
    ['a page is empty and promises another', () => page([], { cursor: crypto.randomUUID(), total: 9 })],
  ])('fails where the pages never end: %s', async (_name, answer) => {
    const { url } = await paged(answer);

    await expect(walked(url)).rejects.toThrow('the pages go in a circle');
  });

  test('fails where fewer nodes came than were announced', async () => {
    const { url } = await paged(() => page([1, 2], { total: 5 }));

    await expect(walked(url)).rejects.toThrow('the list is cut off: 2 of 5 came');
  });

  test('is empty where a step that may be null is', async () => {
    const { url } = await scripted(() => ({ body: { data: { repository: null } } }));

    const { nodes, totalCount } = await walked(url, { path: ['repository', 'list'], nullable: ['repository'] });

    expect([nodes, totalCount]).toEqual([[], undefined]);
  });

  test.each([
    ['a page', { headers: { 'content-type': 'text/html' }, body: '<html>' }, 'the answer is not JSON'],
    ['a torn document', { body: '{"data": {' }, 'the answer is not JSON'],
    ['no data', { body: {} }, 'the answer lacks list'],
    ['a null', { body: { data: { list: null } } }, 'the answer lacks list'],
  ])('fails on %s in place of an answer', async (_name, answer, message) => {
    const { url } = await scripted(() => answer);

    await expect(walked(url)).rejects.toThrow(message);
  });
});

describe('an error in a part of the answer', () => {
  const partial = (field: string): Scripted => ({
    body: {
      data: {
        list: { totalCount: 1, pageInfo: { hasNextPage: false, endCursor: null }, nodes: [{ id: 1, extra: null }] },
      },
      errors: [{ type: 'FORBIDDEN', path: ['list', 'nodes', 0, field], message: 'Resource not accessible' }],
    },
  });

  test('fails only the field that may fail alone', async () => {
    const { url } = await scripted(() => partial('extra'));

    const { nodes, failed } = await walked(url, { mayFail: ['extra'] });

    expect(nodes).toEqual([{ id: 1, extra: null }]);
    expect([...failed].map(([field, error]) => [field, reasonOf(error), isAuthentication(error)])).toEqual([
      ['extra', 'Resource not accessible', true],
    ]);
  });

  test('fails the walk for any other field', async () => {
    const { url } = await scripted(() => partial('other'));

    await expect(walked(url, { mayFail: ['extra'] })).rejects.toThrow('Resource not accessible');
  });
});
