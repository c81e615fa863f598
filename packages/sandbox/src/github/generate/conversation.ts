import type { Comment, Review, User } from '../world.js';
import { partWay, type Span } from './moments.js';
import type { People } from './people.js';
import type { Random } from './random.js';

/** What was said about a pull request. */
export interface Conversation {
  readonly comments: readonly Comment[];
  readonly reviews: readonly Review[];
}

interface Setup {
  readonly author: User | undefined;
  /** From being ready for review to being merged, closed or looked at. */
  readonly span: Span;
  readonly isMerged: boolean;
  readonly people: People;
  readonly random: Random;
}

/** Reviews and comments by people, by the author and by bots; about one pull request in six has none by people. */
export function conversation({ author, span, isMerged, people, random }: Setup): Conversation {
  const moment = (power = 1) => partWay(span, random.next() ** power * 0.98);
  const reviews: Review[] = [];
  const comments: Comment[] = [];
  if (random.chance(0.83)) reviews.push(...humanReviews(people.human(random, author), span, isMerged, random));
  if (random.chance(0.35)) comments.push(said(people.human(random, author), moment()));
  if (random.chance(0.3)) comments.push(said(author, moment()));
  if (random.chance(0.08)) reviews.push(review(author, 'COMMENTED', moment(), 1));
  if (random.chance(0.3)) reviews.push(review(people.bot('copilot-pull-request-reviewer'), 'COMMENTED', moment(6), 2));
  if (random.chance(0.4)) comments.push(said(people.bot('github-actions'), moment(6)));
  if (random.chance(0.01)) reviews.push(review(people.human(random, author), 'PENDING', moment(), 0));
  // An account that was deleted since.
  if (random.chance(0.01)) comments.push(said(undefined, moment()));
  return { comments, reviews };
}

function humanReviews(reviewer: User, { from, to }: Span, isMerged: boolean, random: Random): Review[] {
  const first = partWay({ from, to }, random.next() ** 2 * 0.9);
  const last = partWay({ from: first, to }, random.next() * 0.9);
  const inline = random.chance(0.4) ? random.whole(1, 4) : 0;
  const kind = random.next();
  if (kind < 0.1) {
    const end = isMerged ? 'APPROVED' : 'COMMENTED';
    return [review(reviewer, 'CHANGES_REQUESTED', first, inline + 1), review(reviewer, end, last, 0)];
  }
  if (kind < 0.12) return [review(reviewer, 'DISMISSED', first, inline), review(reviewer, 'APPROVED', last, 0)];
  if (kind < 0.35) return [review(reviewer, 'COMMENTED', first, inline + 1)];
  return [review(reviewer, 'APPROVED', first, inline)];
}

function review(author: User | undefined, state: Review['state'], at: Date, inline: number): Review {
  return {
    ...(author === undefined ? {} : { author }),
    state,
    ...(state === 'PENDING' ? {} : { submittedAt: at }),
    body: inline > 0 ? 'Synthetic review.' : '',
    comments: Array.from({ length: inline }, () => said(author, at)),
  };
}

function said(author: User | undefined, createdAt: Date): Comment {
  return { createdAt, body: 'Synthetic comment.', ...(author === undefined ? {} : { author }) };
}
