import { hasCome, latest } from './instant.js';
import type { Comment, Pull, Review, TimelineEvent, User } from './world.js';

const OPINIONS = new Set<Review['state']>(['APPROVED', 'CHANGES_REQUESTED']);

/** A pull request as it stood at a moment. */
export class PullView {
  readonly pull: Pull;
  readonly #now: Date;
  #updatedAt: Date | undefined;

  constructor(pull: Pull, now: Date) {
    this.pull = pull;
    this.#now = now;
  }

  get state(): 'OPEN' | 'CLOSED' | 'MERGED' {
    if (this.mergedAt !== undefined) return 'MERGED';
    return this.closedAt === undefined ? 'OPEN' : 'CLOSED';
  }

  get mergedAt(): Date | undefined {
    return hasCome(this.pull.mergedAt, this.#now) ? this.pull.mergedAt : undefined;
  }

  get closedAt(): Date | undefined {
    const at = this.pull.closedAt ?? this.pull.mergedAt;
    return hasCome(at, this.#now) ? at : undefined;
  }

  get mergedBy(): User | undefined {
    return this.mergedAt === undefined ? undefined : this.pull.mergedBy;
  }

  get mergeCommit(): string | undefined {
    return this.mergedAt === undefined ? undefined : this.pull.mergeCommit;
  }

  get timeline(): readonly { readonly type: TimelineEvent; readonly at: Date }[] {
    return this.pull.timeline
      .filter(({ at }) => hasCome(at, this.#now))
      .sort((a, b) => a.at.getTime() - b.at.getTime());
  }

  get isDraft(): boolean {
    const turn = this.timeline.findLast(
      ({ type }) => type === 'READY_FOR_REVIEW_EVENT' || type === 'CONVERT_TO_DRAFT_EVENT',
    );
    return turn === undefined ? this.pull.createdAsDraft : turn.type === 'CONVERT_TO_DRAFT_EVENT';
  }

  get queuedAt(): Date | undefined {
    if (this.state !== 'OPEN') return undefined;
    return this.timeline.findLast(({ type }) => type === 'ADDED_TO_MERGE_QUEUE_EVENT')?.at;
  }

  get comments(): readonly Comment[] {
    return this.pull.comments.filter(({ createdAt }) => hasCome(createdAt, this.#now));
  }

  /** Submitted reviews with the comments written so far; pending ones are seen by their author alone. */
  get reviews(): readonly (Review & { readonly submittedAt: Date })[] {
    return this.pull.reviews.flatMap((review) => {
      const { submittedAt } = review;
      if (review.state === 'PENDING' || !hasCome(submittedAt, this.#now)) return [];
      const comments = review.comments.filter(({ createdAt }) => hasCome(createdAt, this.#now));
      return [{ ...review, submittedAt, comments }];
    });
  }

  /** Issue comments and inline review comments. */
  get totalComments(): number {
    return this.reviews.reduce((sum, review) => sum + review.comments.length, this.comments.length);
  }

  get commits(): Pull['commits'] {
    return this.pull.commits.filter(({ committedAt }) => hasCome(committedAt, this.#now));
  }

  get reviewDecision(): 'APPROVED' | 'CHANGES_REQUESTED' | 'REVIEW_REQUIRED' {
    const opinions = new Map<string, Review['state']>();
    for (const { author, state } of this.reviews)
      if (OPINIONS.has(state)) opinions.set(author?.login ?? 'ghost', state);
    const states = [...opinions.values()];
    if (states.includes('CHANGES_REQUESTED')) return 'CHANGES_REQUESTED';
    return states.length > 0 ? 'APPROVED' : 'REVIEW_REQUIRED';
  }

  get updatedAt(): Date {
    this.#updatedAt ??= latest(this.pull.createdAt, ...this.#moments().filter((at) => hasCome(at, this.#now)));
    return this.#updatedAt;
  }

  #moments(): Date[] {
    const { pull } = this;
    const said = [...pull.comments, ...pull.reviews.flatMap(({ comments }) => comments)];
    const moments = [
      pull.closedAt,
      pull.mergedAt,
      pull.touchedAt,
      ...pull.timeline.map(({ at }) => at),
      ...said.map(({ createdAt }) => createdAt),
      ...pull.reviews.map(({ submittedAt }) => submittedAt),
      ...pull.commits.map(({ committedAt }) => committedAt),
    ];
    return moments.filter((at) => at !== undefined);
  }
}
