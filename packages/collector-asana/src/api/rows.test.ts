import { describe, expect, test } from 'vitest';
import { TaskRow, taskFields } from './rows.js';

const sent = {
  gid: '1',
  completed: false,
  completed_at: null,
  created_at: '2026-11-10T12:00:00.000Z',
  modified_at: '2026-11-11T12:00:00.000Z',
  due_on: null,
  due_at: null,
  assignee: null,
  resource_subtype: 'default_task',
  is_rendered_as_separator: false,
};
const problemsOf = (row: object) =>
  TaskRow.safeParse(row).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message.split(':')[0]}`);

describe('a task', () => {
  test('is read with all that it tells', () => {
    const row = {
      ...sent,
      completed: true,
      completed_at: '2026-11-12T14:00:00.000+02:00',
      due_on: '2026-11-30',
      assignee: { gid: '9', resource_type: 'user' },
      approval_status: 'approved',
      memberships: [
        { project: { gid: '5' }, section: { gid: '6', name: 'Triage' } },
        { project: null, section: null },
      ],
      custom_fields: [
        { gid: '7', name: 'Workflow', enum_value: { gid: '8', name: 'Training' } },
        { gid: '10', name: 'Stage', enum_value: null },
        { gid: '11', name: 'Notes', text_value: 'x' },
      ],
    };

    expect(TaskRow.parse(row)).toEqual({
      gid: '1',
      completedAt: new Date('2026-11-12T12:00:00Z'),
      createdAt: new Date('2026-11-10T12:00:00Z'),
      modifiedAt: new Date('2026-11-11T12:00:00Z'),
      dueOn: '2026-11-30',
      dueAt: undefined,
      assigneeGid: '9',
      subtype: 'default_task',
      isSeparator: false,
      approval: 'approved',
      memberships: [
        { projectGid: '5', section: 'Triage' },
        { projectGid: undefined, section: undefined },
      ],
      customFields: [
        { gid: '7', isSingleSelect: true, option: 'Training' },
        { gid: '10', isSingleSelect: true, option: undefined },
        { gid: '11', isSingleSelect: false, option: undefined },
      ],
    });
  });

  test.each(['completed', 'completed_at', 'created_at', 'modified_at', 'due_on', 'due_at', 'assignee'])(
    'is refused without %s, which would count as empty',
    (field) => {
      const row = Object.fromEntries(Object.entries(sent).filter(([name]) => name !== field));

      expect(problemsOf(row)).toEqual([`${field}: Invalid input`]);
    },
  );

  test('is refused where it was completed at no time', () => {
    expect(problemsOf({ ...sent, completed: true })).toEqual([': completed, but without completed_at']);
  });

  test('of a kind that nobody knows is a task all the same', () => {
    expect(TaskRow.parse({ ...sent, resource_subtype: 'ritual' }).subtype).toBe('ritual');
  });
});

describe('the fields that are asked for', () => {
  test('are one text, and no more than is read', () => {
    const fields = taskFields({ memberships: false, customFields: false, approvals: true });

    expect(fields).toBe(
      'completed,completed_at,created_at,modified_at,due_on,due_at,assignee,resource_subtype,is_rendered_as_separator,approval_status',
    );
  });
});
