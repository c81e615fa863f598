import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { lazily } from '../lazily.js';

/** GitHub's published schema, built on first use; it is immutable, so one serves every stand-in of the process. */
export const gitHubSchema: () => GraphQLSchema = lazily(() => {
  // The text lies beside the package's entry; importing that would parse five megabytes of JSON as well.
  const path = new URL('schema.graphql', import.meta.resolve('@octokit/graphql-schema'));
  // The published text declares one field twice, which a strict build refuses.
  return buildSchema(readFileSync(path, 'utf8'), { assumeValidSDL: true });
});
