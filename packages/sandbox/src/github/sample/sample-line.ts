/** The first line of the sample: what its commits refer to by number. */
export interface SampleHead {
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch: string;
  readonly paths: readonly string[];
  /** Numbers of the pull requests whose merge bypassed protection, as a tag `forced-<epoch>` told. */
  readonly forcedPulls: readonly number[];
}

/** What a commit's message says that a rule of a metric looks at. */
export interface MessageFacts {
  readonly hotfix?: true;
  /** By its title, by a line of its body, or only by its first word, which the strict rule leaves out. */
  readonly revert?: readonly ('title' | 'body' | 'word')[];
  /** The reverted commit, where it is known. */
  readonly reverted?: string;
  /** Words of the rules that it mentions without being one. */
  readonly mentions?: readonly ('hotfix' | 'revert')[];
}

/** Each further line of the sample: one commit, parents first. */
export interface SampleCommit extends MessageFacts {
  readonly sha: string;
  /** Left out where it is the commit of the line before. */
  readonly parents?: readonly string[];
  readonly author: number;
  /** Seconds since the epoch. */
  readonly authoredAt: number;
  /** Left out where it is `authoredAt`. */
  readonly committedAt?: number;
  readonly pull?: number;
  /** Path (its place in `paths`), added and deleted lines, and the path before a rename. */
  readonly files: readonly (readonly [number, number, number, number?])[];
}
