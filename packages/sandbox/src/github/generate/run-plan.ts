import type { Commit, Pull, User } from '../world.js';
import { DAY, earliest, HOUR, isWithin, later, latest, MINUTE, partWay, SECOND, type Span } from './moments.js';
import type { Random } from './random.js';
import type { Setting } from './setting.js';
import type { PlannedWorkflow } from './workflows.js';

/** A run before its outcome is known. */
export interface PlannedRun {
  readonly by: PlannedWorkflow;
  readonly event: string;
  readonly headBranch: string;
  readonly headSha: string;
  readonly fromFork: boolean;
  readonly actor: User;
  readonly createdAt: Date;
}

interface Planning {
  readonly setting: Setting;
  readonly workflows: readonly PlannedWorkflow[];
  readonly pulls: readonly Pull[];
  readonly span: Span;
  readonly random: Random;
}

/** The runs created within a span: those that commits and the calendar start, and pushes to pull requests up to `count`. */
export function planRuns(planning: Planning, count: number): PlannedRun[] {
  const alive = alivePulls(planning);
  const runs = [...onMain(planning), ...onSchedule(planning), ...fromForks(planning), ...inMergeQueue(planning)];
  runs.push(...underWay(planning, alive));
  for (let push = 0; runs.length < count && alive.length > 0; push++) {
    const random = planning.random.fork(`push ${push}`);
    runs.push(...pullPushes(planning, random.pick(alive), random).slice(0, count - runs.length));
  }
  return runs;
}

function started(workflows: readonly PlannedWorkflow[], event: string): PlannedWorkflow[] {
  return workflows.filter(({ events }) => events.has(event));
}

/** Each commit of the default branch starts the required workflow and some of the others. */
function onMain({ setting, workflows, span, random: source }: Planning): PlannedRun[] {
  const [required, ...others] = started(workflows, 'push');
  if (required === undefined) return [];
  return commitsWithin(setting, span).flatMap((commit) => {
    const random = source.fork(commit.sha);
    const also = random.shuffled(others).slice(0, random.whole(0, 2));
    return [required, ...also].map((by) => main(setting, by, 'push', commit, later(commit.committedAt, 2_000)));
  });
}

/** Once a day each, over the tip of that moment. */
function onSchedule({ setting, workflows, span, random: source }: Planning): PlannedRun[] {
  const daily = (['schedule', 'dynamic'] as const).flatMap((event) => {
    return started(workflows, event).map((by) => ({ by, event }));
  });
  return daily.flatMap(({ by, event }) => {
    const hour = source.fork(by.workflow.path).whole(0, 23);
    const runs: PlannedRun[] = [];
    const midnight = Math.floor(span.from.getTime() / DAY) * DAY;
    for (let time = midnight + hour * HOUR + 7 * MINUTE; time <= span.to.getTime(); time += DAY) {
      const moment = new Date(time);
      const tip = setting.mainline.findLast(({ committedAt }) => committedAt <= moment);
      if (tip !== undefined && isWithin(moment, span)) runs.push(main(setting, by, event, tip, moment));
    }
    return runs;
  });
}

function main(setting: Setting, by: PlannedWorkflow, event: string, commit: Commit, createdAt: Date): PlannedRun {
  const headBranch = setting.history.defaultBranch;
  return { by, event, headBranch, headSha: commit.sha, fromFork: false, actor: commit.author, createdAt };
}

/** A fork's branch may bear the name of the default branch. */
function fromForks({ setting, workflows, span, random }: Planning): PlannedRun[] {
  const [required] = started(workflows, 'pull_request');
  if (required === undefined) return [];
  const days = (span.to.getTime() - span.from.getTime()) / DAY;
  return Array.from({ length: Math.floor(days / 2) }, (_, index) => ({
    by: required,
    event: 'pull_request',
    headBranch: setting.history.defaultBranch,
    headSha: random.sha(),
    fromFork: true,
    actor: setting.people.human(random),
    createdAt: partWay(span, (index + random.next()) / (days / 2)),
  }));
}

function inMergeQueue({ setting, workflows, pulls, span, random: source }: Planning): PlannedRun[] {
  const [required] = started(workflows, 'merge_group');
  if (required === undefined) return [];
  return pulls.flatMap(({ number, timeline }) => {
    const queued = timeline.find(({ type }) => type === 'ADDED_TO_MERGE_QUEUE_EVENT');
    if (queued === undefined || !isWithin(queued.at, span)) return [];
    const headSha = source.fork(`queue ${number}`).sha();
    const headBranch = `gh-readonly-queue/${setting.history.defaultBranch}/pr-${number}-${headSha}`;
    const actor = setting.people.bot('github-merge-queue');
    return [{ by: required, event: 'merge_group', headBranch, headSha, fromFork: false, actor, createdAt: queued.at }];
  });
}

interface AlivePull {
  readonly pull: Pull;
  readonly life: Span;
}

function alivePulls({ pulls, span, setting }: Planning): AlivePull[] {
  return pulls.flatMap((pull) => {
    const from = latest(span.from, pull.createdAt);
    const to = earliest(span.to, pull.mergedAt, pull.closedAt);
    // Pull requests of the future are seen by nobody who stops at the clock.
    const isKnown = pull.createdAt <= setting.at || span.from >= setting.at;
    return isKnown && to.getTime() - from.getTime() > MINUTE ? [{ pull, life: { from, to } }] : [];
  });
}

/** Some runs begin so shortly before the end of the span that it finds them in progress. */
function underWay({ setting, workflows, span, random }: Planning, alive: readonly AlivePull[]): PlannedRun[] {
  const [required] = started(workflows, 'pull_request');
  const last = alive.filter(({ life }) => life.to >= span.to).slice(0, 3);
  return last.flatMap(({ pull }, index) => {
    if (required === undefined) return [];
    const createdAt = later(span.to, -(20 + 40 * index) * SECOND);
    const actor = pull.author ?? setting.people.human(random);
    const headSha = random.sha();
    return [
      { by: required, event: 'pull_request', headBranch: pull.headRefName, headSha, fromFork: false, actor, createdAt },
    ];
  });
}

/** One push to a pull request, and often some more close behind, each of which starts the same workflows. */
function pullPushes({ setting, workflows }: Planning, { pull, life }: AlivePull, random: Random): PlannedRun[] {
  const [required, ...others] = started(workflows, 'pull_request');
  if (required === undefined) return [];
  const chosen = [required, ...random.shuffled(others).slice(0, random.whole(1, 4))];
  const actor = pull.author ?? setting.people.human(random);
  const runs: PlannedRun[] = [];
  let moment = partWay(life, random.next() ** 2);
  for (let more = true; more && isWithin(moment, life); more = random.chance(0.35)) {
    const headSha = random.sha();
    for (const by of chosen) {
      const event = 'pull_request';
      runs.push({ by, event, headBranch: pull.headRefName, headSha, fromFork: false, actor, createdAt: moment });
    }
    moment = later(moment, random.between(1, 9) * MINUTE);
  }
  return runs;
}

function commitsWithin({ mainline }: Setting, span: Span): Commit[] {
  return mainline.filter(({ committedAt }) => isWithin(later(committedAt, 2_000), span));
}
