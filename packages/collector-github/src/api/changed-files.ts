import { SourceError } from '@metta-dd/core';
import { z } from 'zod';
import type { Commit, FileChange } from './rows.js';
import { cacheKey, type Source } from './source.js';

// https://docs.github.com/en/rest/commits/commits#get-a-commit
const PER_PAGE = 300;
const MOST = 3000;

const Wire = z.object({
  files: z.array(z.object({ filename: z.string(), additions: z.int(), deletions: z.int() })).optional(),
});
const Kept = z.array(z.object({ path: z.string(), additions: z.int(), deletions: z.int() }));

/** The files of one commit against its parent; remembered for ever, since a commit never changes. */
export function filesOfCommit({ rest, repository }: Source, commit: Commit): Promise<readonly FileChange[]> {
  return rest.immutable(cacheKey('commit files', repository, commit.sha), Kept, async () => {
    const files: FileChange[] = [];
    for (let page = 1; ; page++) {
      const { value } = await rest.get({
        route: 'GET /repos/{owner}/{repo}/commits/{ref}',
        parameters: { owner: repository.owner, repo: repository.name, ref: commit.sha, per_page: PER_PAGE, page },
        answer: Wire,
        purpose: 'core',
      });
      const rows = value.files ?? [];
      files.push(...rows.map(({ filename, ...lines }) => ({ path: filename, ...lines })));
      if (rows.length < PER_PAGE || files.length >= MOST) break;
    }
    const expected = commit.changedFiles;
    if (files.length >= MOST || (expected !== undefined && files.length !== expected))
      throw new SourceError(
        `the files of ${commit.sha} are cut off: ${files.length} of ${expected ?? 'more than 3000'} came`,
      );
    return files;
  });
}
