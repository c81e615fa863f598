import type { Account, CommitAuthor } from '../rules/people.js';

/** `owner/name` as the configuration has it, and the tags of its series. */
export interface RepositoryName {
  readonly owner: string;
  readonly name: string;
}

/** What is asked of a repository first. */
export interface Snapshot extends RepositoryName {
  readonly id: number;
  readonly isEmpty: boolean;
  readonly pushedAt?: Date;
  readonly hasIssues: boolean;
  /** Absent in an empty repository. */
  readonly defaultBranch?: string;
}

export interface Commit {
  readonly sha: string;
  readonly committedAt: Date;
  readonly message: string;
  readonly additions: number;
  readonly deletions: number;
  /** Absent where GitHub could not count them in time. */
  readonly changedFiles?: number;
  readonly isMerge: boolean;
  readonly parents: readonly string[];
  /** What the checks came to: SUCCESS, FAILURE, ERROR, PENDING or EXPECTED. */
  readonly checks?: string;
  /** The author first, then co-authors. */
  readonly authors: readonly CommitAuthor[];
  readonly pullNumber?: number;
}

export interface FileChange {
  readonly path: string;
  readonly additions: number;
  readonly deletions: number;
}

export interface OpenPull {
  readonly number: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly isDraft: boolean;
  readonly base: string;
  readonly author: Account;
}

/** A remark by somebody: a comment, or a review with a verdict. */
export interface Remark {
  readonly at: Date;
  readonly author: Account;
  /** True where something was written: every comment, and a review with a text or inline comments. */
  readonly written: boolean;
}

export interface ClosedPull {
  readonly number: number;
  readonly createdAt: Date;
  readonly closedAt: Date;
  readonly mergedAt?: Date;
  readonly base: string;
  readonly headRefName: string;
  readonly body: string;
  readonly author: Account;
  readonly mergeCommit?: string;
  readonly labels: readonly string[];
  readonly additions: number;
  readonly deletions: number;
  readonly changedFiles: number;
  /** Issue and review comments by anybody. */
  readonly totalComments: number;
  readonly comments: readonly Remark[];
  /** Submitted reviews. */
  readonly reviews: readonly Remark[];
  /** When the oldest commit of the branch was written. */
  readonly firstAuthoredAt?: Date;
  /** When it was marked ready for review. */
  readonly readyAt: readonly Date[];
  readonly files: readonly FileChange[];
}

export interface MergedPull extends ClosedPull {
  readonly mergedAt: Date;
}

/** When one production deployment had succeeded, and of which commit. */
export interface Deployment {
  readonly id: string;
  readonly sha: string;
  readonly finishedAt: Date;
}

export interface Incident {
  readonly number: number;
  readonly createdAt: Date;
  readonly closedAt?: Date;
}
