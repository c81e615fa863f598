import { describe, expect, test } from 'vitest';
import { bugIn, bugWith, taskRow } from '../../test/rows.js';
import { AsanaConfig, type TrackedProject } from '../config.js';
import { bucketsOf, requireField } from './bucket.js';

function tracked(over: object = {}): TrackedProject {
  const [project] = AsanaConfig.parse({ trackedProjects: [{ key: 'bugs', gid: '1', ...over }] }).trackedProjects;
  if (project === undefined) throw new Error('no project');
  return project;
}

describe('the bucket of a bug', () => {
  test.each([
    ['Triage', 'triage'],
    ['🔥 needs TRIAGE', 'triage'],
    ['Active sprint', 'active'],
    ['Inactive', 'other'],
    ['Backlog', 'backlog'],
    ['Backlogs', 'other'],
    ['Active triage', 'triage'],
    ['Done', 'other'],
    [undefined, 'other'],
  ])('is by default that of the word in the section: %s is %s', (section, bucket) => {
    expect(bucketsOf(tracked())(bugIn(section))).toBe(bucket);
  });

  test('is that of the section in the tracked project, whatever comes first', () => {
    const memberships = [
      { projectGid: '2', section: 'Triage' },
      { projectGid: '1', section: 'Backlog' },
      { projectGid: undefined, section: 'Active' },
    ];

    expect(bucketsOf(tracked())(taskRow({ memberships }))).toBe('backlog');
  });

  test('goes by configured names as a whole and by expressions, whatever the case', () => {
    const sections = { triage: ['New'], active: ['/^(doing|review)/', 'Blocked'], backlog: ['Later'] };
    const bucketOf = bucketsOf(tracked({ sections }));

    const buckets = ['new ', 'Newer', 'Reviewing', 'BLOCKED', 'Not doing', 'later'].map((name) =>
      bucketOf(bugIn(name)),
    );

    expect(buckets).toEqual(['triage', 'other', 'active', 'active', 'other', 'backlog']);
  });

  test('goes by a custom field where one is configured', () => {
    const workflowField = { gid: '77', triage: ['To sort'], active: ['In work', 'Review'], backlog: ['Put off'] };
    const bucketOf = bucketsOf(tracked({ workflowField }));

    const buckets = ['to sort', 'Review', 'Put off', 'Elsewhere', undefined].map((name) => bucketOf(bugWith(name)));

    expect(buckets).toEqual(['triage', 'active', 'backlog', 'other', 'other']);
  });
});

describe('a configured custom field', () => {
  test('may be missing where there is no bug', () => {
    expect(() => requireField([], '77', 'labelField')).not.toThrow();
  });

  test('may be missing on some bugs', () => {
    expect(() => requireField([taskRow(), bugWith(undefined)], '77', 'labelField')).not.toThrow();
  });

  test('is refused where no bug has it', () => {
    expect(() => requireField([bugWith('a', '78')], '77', 'labelField')).toThrow(
      'cannot find the custom field 77 on any task',
    );
  });

  test('is refused where it takes something else than one choice', () => {
    const text = taskRow({ customFields: [{ gid: '77', isSingleSelect: false, option: undefined }] });

    expect(() => requireField([text], '77', 'labelField')).toThrow(
      'cannot count by the custom field 77: it is no single-select field',
    );
  });
});
