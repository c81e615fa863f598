import { schema as published } from '@octokit/graphql-schema';
import {
  buildSchema,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  parse,
  type SelectionSetNode,
  validate,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import * as queries from './queries.js';

// The published text declares one field twice, which a strict build refuses.
const schema = buildSchema(published.idl, { assumeValidSDL: true });

interface Sized {
  readonly document: string;
  readonly first: number;
  readonly points: number;
}

const DOCUMENTS: Readonly<Record<string, Sized>> = {
  'the snapshot of twenty repositories with three labels': {
    document: queries.snapshotDocument(20, 3),
    first: 1,
    points: 1,
  },
  'a page of commits': { document: queries.COMMITS, first: 50, points: 2 },
  'a cold page of closed pull requests': { document: queries.CLOSED_PULLS, first: 50, points: 14 },
  'a warm page of closed pull requests': { document: queries.CLOSED_PULLS, first: 20, points: 6 },
  'a page of open pull requests': { document: queries.OPEN_PULLS, first: 100, points: 1 },
  'a page of branches': { document: queries.BRANCHES, first: 100, points: 1 },
  'a page of tags': { document: queries.TAGS, first: 100, points: 1 },
  'the checks of the newest commits': { document: queries.HEAD_CHECKS, first: 10, points: 1 },
  'further checks of a commit': { document: queries.COMMIT_CHECKS, first: 100, points: 1 },
  'a page of deployments': { document: queries.DEPLOYMENTS, first: 50, points: 1 },
  'a page of releases': { document: queries.RELEASES, first: 50, points: 1 },
  'a page of incidents': { document: queries.INCIDENTS, first: 100, points: 1 },
  'a page of an organization': { document: queries.DISCOVERY, first: 100, points: 1 },
  'further pages of every list': {
    document: queries.remainderDocument(['labels', 'comments', 'reviews', 'timelineItems', 'files']),
    first: 100,
    points: 1,
  },
};

describe.each(Object.entries(DOCUMENTS))('%s', (_name, { document, first, points }) => {
  test('is valid by the published schema', () => {
    expect(validate(schema, parse(document)).map(({ message }) => message)).toEqual([]);
  });

  test('costs no more points than planned', () => {
    expect(costOf(parse(document), first)).toBeLessThanOrEqual(points);
  });
});

// https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api#predicting-the-point-value-of-a-query
function costOf(document: DocumentNode, first: number): number {
  const fragments = new Map(
    document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === 'FragmentDefinition')
      .map((node) => [node.name.value, node]),
  );
  const requests = (selections: SelectionSetNode | undefined, times: number): number =>
    (selections?.selections ?? []).reduce((sum, node) => {
      if (node.kind === 'FragmentSpread') return sum + requests(fragments.get(node.name.value)?.selectionSet, times);
      if (node.kind === 'InlineFragment') return sum + requests(node.selectionSet, times);
      const size = sizeOf(node, first);
      return sum + (size === undefined ? 0 : times) + requests(node.selectionSet, times * (size ?? 1));
    }, 0);
  const total = document.definitions.reduce(
    (sum, node) => sum + (node.kind === 'OperationDefinition' ? requests(node.selectionSet, 1) : 0),
    0,
  );
  return Math.max(1, Math.round(total / 100));
}

/** The page size of a connection; `undefined` for any other field. */
function sizeOf({ arguments: given = [] }: FieldNode, first: number): number | undefined {
  const value = given.find(({ name }) => name.value === 'first')?.value;
  if (value === undefined) return undefined;
  return value.kind === 'IntValue' ? Number(value.value) : first;
}
