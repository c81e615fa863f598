/** How much there is around the commits of a repository; weekly numbers are about the seven days that end at the clock. */
export interface Profile {
  /** The first has the whole history, each further one its newest commits under a name of its own. */
  readonly repositories: number;
  /** Branches besides the default one; never fewer than the open pull requests need. */
  readonly branches: number;
  /** Runs created in the week; never fewer than its commits start. */
  readonly runs: number;
  readonly reruns: number;
  /** Re-runs whose last attempt succeeded. */
  readonly rerunsSucceeded: number;
  readonly cancelled: number;
  /** Cancellations that were timeouts. */
  readonly timeouts: number;
  /** Open pull requests at the clock; never fewer than the history itself leaves open. */
  readonly open: number;
  /** Pull requests merged in the week: in all (the history's own make a start), or into other bases than the default branch. */
  readonly merged: { readonly total: number } | { readonly elsewhere: number };
  /** Closed without a merge in the week. */
  readonly closed: number;
  readonly openIssues: number;
}

const STANDARD: Profile = {
  repositories: 1,
  branches: 120,
  runs: 600,
  reruns: 18,
  rerunsSucceeded: 12,
  cancelled: 24,
  timeouts: 3,
  open: 45,
  merged: { elsewhere: 6 },
  closed: 12,
  openIssues: 30,
};

const PROFILES = {
  /** A repository of moderate size. */
  standard: STANDARD,
  /** The fixed input of the benchmark for one repository. */
  bench: {
    repositories: 1,
    branches: 1_162,
    runs: 2_500,
    reruns: 60,
    rerunsSucceeded: 40,
    cancelled: 40,
    timeouts: 3,
    open: 150,
    merged: { total: 100 },
    closed: 30,
    openIssues: 80,
  },
  /** Many small repositories. */
  fleet: {
    repositories: 100,
    branches: 30,
    runs: 80,
    reruns: 4,
    rerunsSucceeded: 3,
    cancelled: 4,
    timeouts: 1,
    open: 10,
    merged: { elsewhere: 1 },
    closed: 2,
    openIssues: 5,
  },
} as const satisfies Record<string, Profile>;

export type ProfileName = keyof typeof PROFILES;

export const profileNames: readonly string[] = Object.keys(PROFILES);

/** A profile by name, or the standard one with other numbers; throws when the numbers cannot be. */
export function profileOf(wanted: ProfileName | Partial<Profile> = 'standard'): Profile {
  const profile: Profile = typeof wanted === 'string' ? PROFILES[wanted] : { ...STANDARD, ...wanted };
  const { merged, ...counts } = profile;
  for (const [name, count] of Object.entries({ ...counts, ...merged })) {
    if (!Number.isInteger(count) || count < 0) {
      throw new RangeError(`cannot generate a repository: ${name} is ${count}, no whole number from 0`);
    }
  }
  if (profile.rerunsSucceeded > profile.reruns)
    throw new RangeError('cannot generate more successful re-runs than re-runs');
  if (profile.timeouts > profile.cancelled) throw new RangeError('cannot generate more timeouts than cancellations');
  if (profile.reruns + profile.cancelled > profile.runs / 2) {
    throw new RangeError('cannot generate runs of which over half are re-runs or cancelled');
  }
  return profile;
}
