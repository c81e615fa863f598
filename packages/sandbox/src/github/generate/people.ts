import type { Commit, User } from '../world.js';
import { WEEK } from './moments.js';
import type { Random } from './random.js';

/** Accounts that write no commits: they review, comment and merge. Their addresses say that they are made up. */
const SYNTHETIC = ['reviewer-one', 'reviewer-two', 'maintainer'];
const BOTS = ['copilot-pull-request-reviewer', 'github-actions', 'dependabot', 'github-merge-queue'] as const;

type Bot = (typeof BOTS)[number];

/** The people around a repository. */
export class People {
  readonly #humans: readonly User[];
  readonly #synthetic: readonly User[];
  readonly #bots: ReadonlyMap<string, User>;

  constructor(commits: readonly Commit[], known: readonly User[], at: Date) {
    const near = commits.filter(({ committedAt }) => Math.abs(committedAt.getTime() - at.getTime()) < 8 * WEEK);
    this.#synthetic = SYNTHETIC.map((login, index) => made(login, 900_001 + index, 'User', known));
    this.#bots = new Map(
      BOTS.map((login, index) => [login, made(`${login}[bot]`, 900_101 + index, 'Bot', known)] as const),
    );
    const authors = new Set(near.map(({ author }) => author).filter(({ type }) => type === 'User'));
    this.#humans = [...authors, ...this.#synthetic];
  }

  /** All accounts that are not of the history. */
  get added(): readonly User[] {
    return [...this.#synthetic, ...this.#bots.values()];
  }

  human(random: Random, but?: User): User {
    const [synthetic] = this.#synthetic;
    const one = random.pick(this.#humans);
    return one !== but || synthetic === undefined ? one : synthetic;
  }

  bot(name: Bot): User {
    const bot = this.#bots.get(name);
    if (bot === undefined) throw new RangeError(`there is no bot ${name}`);
    return bot;
  }
}

function made(login: string, id: number, type: User['type'], known: readonly User[]): User {
  const same = known.find((user) => user.login === login);
  return same ?? { id, login, name: login, email: `${id}+${login}@synthetic.invalid`, type };
}
