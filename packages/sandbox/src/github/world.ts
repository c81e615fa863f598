/** One file changed by one commit: its new path and the lines that `git log --numstat -M` gives (binary files: 0 and 0). */
export interface FileChange {
  readonly path: string;
  readonly added: number;
  readonly deleted: number;
  /** The path before, where git saw a rename. */
  readonly from?: string;
}

/** A user account; one per mailmapped lower-case address of the history. */
export interface User {
  readonly id: number;
  /** As REST has it: that of a bot ends in `[bot]`, which GraphQL leaves out. */
  readonly login: string;
  readonly name: string;
  readonly email: string;
  readonly type: 'User' | 'Bot' | 'Mannequin';
}

export interface Commit {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly author: User;
  /** From `Co-authored-by` trailers. */
  readonly coAuthors: readonly { readonly name: string; readonly email: string; readonly user?: User }[];
  readonly authoredAt: Date;
  readonly committedAt: Date;
  readonly message: string;
  /** Against the first parent. */
  readonly files: readonly FileChange[];
  /** The pull request that brought it to the default branch. */
  readonly pullNumber?: number;
  /** What the checks of the commit came to, with the time they did. */
  readonly checks?: { readonly state: 'SUCCESS' | 'FAILURE' | 'ERROR'; readonly at: Date };
}

export interface Review {
  readonly author?: User;
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING';
  readonly submittedAt?: Date;
  readonly body: string;
  /** Inline comments of the review. */
  readonly comments: readonly Comment[];
}

export interface Comment {
  readonly author?: User;
  readonly createdAt: Date;
  readonly body: string;
}

export type TimelineEvent =
  | 'READY_FOR_REVIEW_EVENT'
  | 'CONVERT_TO_DRAFT_EVENT'
  | 'REVIEW_REQUESTED_EVENT'
  | 'ADDED_TO_MERGE_QUEUE_EVENT'
  | 'REOPENED_EVENT';

/** The whole life of a pull request; what is shown depends on the clock of the stand-in. */
export interface Pull {
  readonly number: number;
  readonly title: string;
  readonly author?: User;
  readonly mergedBy?: User;
  readonly createdAt: Date;
  readonly closedAt?: Date;
  readonly mergedAt?: Date;
  /** Later activity that moved `updatedAt` without any other trace (a label, a push). */
  readonly touchedAt?: Date;
  readonly createdAsDraft: boolean;
  readonly timeline: readonly { readonly type: TimelineEvent; readonly at: Date }[];
  readonly baseRefName: string;
  readonly headRefName: string;
  readonly labels: readonly string[];
  readonly comments: readonly Comment[];
  readonly reviews: readonly Review[];
  /** Commits on the branch of the pull request, oldest first; not those of the default branch after a squash. */
  readonly commits: readonly { readonly sha: string; readonly authoredAt: Date; readonly committedAt: Date }[];
  readonly mergeCommit?: string;
  readonly files: readonly FileChange[];
}

/** A branch and the commit that it points to. */
export interface BranchTip {
  readonly name: string;
  readonly tip: string;
  readonly tipCommittedAt: Date;
  readonly author: User;
}

export interface Branch extends BranchTip {
  readonly createdAt: Date;
  readonly deletedAt?: Date;
}

export interface Workflow {
  readonly id: number;
  readonly name: string;
  /** For instance `.github/workflows/checks.yml` or `dynamic/github-code-scanning/codeql`. */
  readonly path: string;
  readonly timeoutMinutes: number;
}

export type Conclusion =
  | 'success'
  | 'failure'
  | 'cancelled'
  | 'skipped'
  | 'neutral'
  | 'timed_out'
  | 'action_required'
  | 'stale'
  | 'startup_failure';

/** One attempt of a run; `completedAt` and `conclusion` are absent while it would still be under way for ever. */
export interface Attempt {
  readonly number: number;
  readonly startedAt: Date;
  readonly completedAt: Date;
  readonly conclusion: Conclusion;
  readonly jobs: readonly Job[];
}

export interface Job {
  readonly id: number;
  readonly name: string;
  readonly startedAt: Date;
  readonly completedAt: Date;
  readonly conclusion: Conclusion;
  /** Check-run annotations; a timeout shows only here. */
  readonly annotations: readonly string[];
}

export interface WorkflowRun {
  readonly id: number;
  readonly workflow: Workflow;
  readonly runNumber: number;
  readonly event: string;
  readonly headBranch: string;
  readonly headSha: string;
  readonly fromFork: boolean;
  readonly actor: User;
  readonly createdAt: Date;
  /** Oldest first, never empty. */
  readonly attempts: readonly Attempt[];
  /** When a clean-up job deleted the run. */
  readonly deletedAt?: Date;
}

export interface Issue {
  readonly number: number;
  readonly title: string;
  readonly author?: User;
  readonly labels: readonly string[];
  readonly type?: string;
  readonly createdAt: Date;
  readonly closedAt?: Date;
}

export interface Deployment {
  readonly id: number;
  readonly sha: string;
  readonly environment: string;
  readonly createdAt: Date;
  readonly statuses: readonly {
    readonly state: 'SUCCESS' | 'FAILURE' | 'ERROR' | 'IN_PROGRESS' | 'INACTIVE';
    readonly at: Date;
  }[];
}

export interface Release {
  readonly tag: string;
  readonly sha: string;
  readonly publishedAt: Date;
  readonly prerelease: boolean;
}

export interface Tag {
  readonly name: string;
  readonly sha: string;
  readonly createdAt: Date;
}

export interface RefActivity {
  readonly id: number;
  readonly type: 'push' | 'force_push' | 'branch_creation' | 'branch_deletion' | 'pr_merge' | 'merge_queue_merge';
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  readonly at: Date;
  readonly actor: User;
}

export interface RuleSuite {
  readonly id: number;
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  readonly at: Date;
  readonly actor: User;
  readonly result: 'pass' | 'fail' | 'bypass';
}

/** What branch rules demand of the default branch. */
export interface BranchRules {
  readonly requiredChecks: readonly string[];
  readonly requiredWorkflows: readonly string[];
}

/** Everything that ever happened in one repository; a stand-in shows of it what its clock has reached. */
export interface RepositoryWorld {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  /** `owner/name` before renames and transfers: requests for it are redirected. */
  readonly formerNames?: readonly string[];
  readonly private: boolean;
  readonly archived: boolean;
  readonly fork: boolean;
  readonly topics: readonly string[];
  readonly defaultBranch: string;
  readonly createdAt: Date;
  /** All ancestors of the default branch's tip, in topological order, oldest first. */
  readonly commits: readonly Commit[];
  readonly pulls: readonly Pull[];
  /** All branches but the default one. */
  readonly branches: readonly Branch[];
  readonly workflows: readonly Workflow[];
  readonly runs: readonly WorkflowRun[];
  readonly issues: readonly Issue[];
  readonly deployments: readonly Deployment[];
  readonly releases: readonly Release[];
  readonly tags: readonly Tag[];
  readonly activity: readonly RefActivity[];
  readonly ruleSuites: readonly RuleSuite[];
  readonly rules: BranchRules;
}

/** What one GitHub stand-in knows. */
export interface GitHubWorld {
  readonly users: readonly User[];
  readonly repositories: readonly RepositoryWorld[];
}
