import type { Deployment, Issue } from '../world.js';
import { DAY, HOUR, later, latest, MINUTE } from './moments.js';
import type { NumberLine } from './number-line.js';
import { type Setting, SYNTHETIC } from './setting.js';

/** Issues by label; those of the label `incident` follow a deployment. */
export function issues(setting: Setting, numbers: NumberLine, made: readonly Deployment[]): Issue[] {
  const { at, profile, people } = setting;
  const issue = (label: string, near: Date, index: string, opened?: number): Issue => {
    const random = setting.random.fork(`issue ${index}`);
    const { number, createdAt } = numbers.take(latest(setting.beginning, near), later(at, -MINUTE));
    const title = `Synthetic ${label} ${number}`;
    const closed = opened === undefined ? {} : { closedAt: later(createdAt, opened) };
    return { number, title, author: people.human(random), labels: [label, SYNTHETIC], createdAt, ...closed };
  };
  const random = setting.random.fork('issues');
  const open = Array.from({ length: profile.openIssues }, (_, index) => {
    const label = random.pick(['bug', 'bug', 'enhancement', 'documentation']);
    return issue(label, later(at, -random.between(0.1, 120) * DAY), `open ${index}`);
  });
  const incidents = made
    .filter(({ environment, createdAt }) => environment === 'production' && createdAt < later(at, -6 * HOUR))
    .filter(() => random.chance(0.12))
    .map(({ createdAt, id }) =>
      issue('incident', later(createdAt, HOUR), `incident ${id}`, random.between(0.5, 5) * HOUR),
    );
  return [...open, ...incidents];
}
