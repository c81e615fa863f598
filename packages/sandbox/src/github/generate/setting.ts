import type { History } from '../history.js';
import type { Commit } from '../world.js';
import type { People } from './people.js';
import type { Profile } from './profile.js';
import type { Random } from './random.js';

/** Label of every generated pull request and issue, topic of every generated repository. */
export const SYNTHETIC = 'synthetic';

/** What every part of the generator starts from. */
export interface Setting {
  readonly history: History;
  /** The states of the default branch, oldest first. */
  readonly mainline: readonly Commit[];
  /** Nothing generated is older. */
  readonly beginning: Date;
  readonly at: Date;
  readonly profile: Profile;
  readonly random: Random;
  readonly people: People;
  /** Keeps the numbers of runs and jobs of several repositories apart. */
  readonly firstId: number;
}
