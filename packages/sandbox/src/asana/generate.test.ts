import { describe, expect, it } from 'vitest';
import { GIDS, generateWorkspace } from './generate.js';

const AT = new Date('2026-11-20T12:00:00Z');

describe('a generated workspace', () => {
  it('is the same for the same seed and another one for another', () => {
    const [first, again, other] = [1, 1, 2].map((seed) => JSON.stringify(generateWorkspace({ at: AT, seed })));

    expect([first === again, first === other]).toEqual([true, false]);
  });

  it('holds something of everything that is told apart', () => {
    const { projects, tasks } = generateWorkspace({ at: AT, seed: 1 });
    const bugs = tasks.filter(({ memberships }) => memberships.some(({ projectGid }) => projectGid === GIDS.bugs));

    const kinds = {
      archived: projects.some(({ archived }) => archived),
      completed: projects.some(({ completed }) => completed),
      updates: new Set(projects.flatMap(({ statusType }) => statusType ?? [])).size,
      colors: projects.some(({ statusColor }) => statusColor !== undefined),
      silent: projects.some(({ statusType, statusColor }) => statusType === undefined && statusColor === undefined),
      pages: bugs.length > 100,
      homes: tasks.some(({ memberships }) => memberships.length > 1),
      separators: tasks.some(({ separator }) => separator),
      subtypes: new Set(tasks.map(({ subtype }) => subtype)).size,
      dueTimes: tasks.some(({ dueAt }) => dueAt !== undefined),
      unassigned: tasks.some(({ assigneeGid }) => assigneeGid === undefined),
      withoutLabel: bugs.some(({ choices = {} }) => choices[GIDS.workflow] === undefined),
    };

    expect(kinds).toEqual({
      archived: true,
      completed: true,
      updates: 6,
      colors: true,
      silent: true,
      pages: true,
      homes: true,
      separators: true,
      subtypes: 3,
      dueTimes: true,
      unassigned: true,
      withoutLabel: true,
    });
  });

  it('holds nothing of the future but due dates', () => {
    const { tasks } = generateWorkspace({ at: AT, seed: 3 });

    const times = tasks.flatMap(({ createdAt, modifiedAt, completedAt = createdAt }) => [
      createdAt,
      modifiedAt,
      completedAt,
    ]);

    expect(times.filter((at) => at > AT)).toEqual([]);
    expect(tasks.filter(({ createdAt, completedAt }) => completedAt !== undefined && completedAt < createdAt)).toEqual(
      [],
    );
  });

  it('has gids of its own for everything', () => {
    const { projects, tasks, users } = generateWorkspace({ at: AT, seed: 1, projects: 118, bugs: 500 });

    const gids = [...projects, ...tasks, ...users].map(({ gid }) => gid);

    expect(new Set(gids).size).toBe(gids.length);
  });
});
