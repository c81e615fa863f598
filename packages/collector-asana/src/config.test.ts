import { describe, expect, test } from 'vitest';
import { AsanaConfig, bugsProject } from './config.js';

const problemsOf = (config: object) =>
  AsanaConfig.safeParse(config).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('the configuration', () => {
  test('takes gids as texts and as the numbers that YAML reads', () => {
    const { workspaceGid, projects } = AsanaConfig.parse({ workspaceGid: 1184467302915500, projects: [12, '13'] });

    expect([workspaceGid, projects]).toEqual(['1184467302915500', ['12', '13']]);
  });

  test('has sections for a tracked project of which only the gid is known', () => {
    expect(bugsProject('12')).toEqual({
      key: 'bugs',
      gid: '12',
      sections: { triage: ['/\\btriage\\b/'], active: ['/\\bactive\\b/'], backlog: ['/\\bbacklog\\b/'] },
    });
  });

  test.each([
    [{ timezone: 'Mars/Olympus' }, ['timezone: no IANA time zone']],
    [
      { trackedProjects: [{ key: 'a', gid: '1', sections: { triage: ['/(/'] } }] },
      ['trackedProjects.0.sections.triage.0: no valid regular expression between the slashes'],
    ],
    [
      {
        trackedProjects: [
          { key: 'a', gid: '1' },
          { key: 'A', gid: '1' },
        ],
      },
      ['trackedProjects: a key stands twice', 'trackedProjects: a gid stands twice'],
    ],
    [{ bugs: 1 }, [': Unrecognized key: "bugs"']],
  ])('refuses %j', (config, problems) => {
    expect(problemsOf(config)).toEqual(problems);
  });
});
