import { SourceError } from '@metta-dd/core';
import type { CustomField, Task } from '../api/rows.js';
import { isExpression, type TrackedProject } from '../config.js';

const NAMED = ['triage', 'active', 'backlog'] as const;

/** Where a bug stands; each is in exactly one of them. */
export type Bucket = (typeof NAMED)[number] | 'other';

/** Tells the bucket of bugs: by the configured field, else by their section within the project. */
export function bucketsOf({ gid, sections, workflowField }: TrackedProject): (bug: Task) => Bucket {
  if (workflowField !== undefined) {
    const bucketOf = firstFit(NAMED.map((bucket) => [bucket, workflowField[bucket].map(equals)]));
    return (bug) => bucketOf(fieldOf(bug, workflowField.gid)?.option);
  }
  const bucketOf = firstFit(NAMED.map((bucket) => [bucket, sections[bucket].map(matches)]));
  // A task is in a section of each of its projects: only the one of this project says how the bug stands.
  return ({ memberships = [] }) => bucketOf(memberships.find(({ projectGid }) => projectGid === gid)?.section);
}

type Test = (text: string) => boolean;

function firstFit(tests: readonly (readonly [Bucket, readonly Test[]])[]): (text: string | undefined) => Bucket {
  return (text) => {
    if (text === undefined) return 'other';
    return tests.find(([, some]) => some.some((test) => test(text)))?.[0] ?? 'other';
  };
}

function matches(pattern: string): Test {
  if (!isExpression(pattern)) return equals(pattern);
  const expression = new RegExp(pattern.slice(1, -1), 'iu');
  return (text) => expression.test(text);
}

function equals(name: string): Test {
  const wanted = name.trim().toLowerCase();
  return (text) => text.trim().toLowerCase() === wanted;
}

/**
 * Throws a SourceError where a configured field is none of the project, or none of one choice: every bug would look
 * as if nothing were chosen.
 */
export function requireField(bugs: readonly Task[], fieldGid: string, key: string): void {
  if (bugs.length === 0) return;
  const fields = bugs.flatMap((bug) => fieldOf(bug, fieldGid) ?? []);
  const hint = `check ${key}: it takes the gid of a single-select custom field of the project; a token of an OAuth app also needs the scope custom_fields:read`;
  if (fields.length === 0) throw new SourceError(`cannot find the custom field ${fieldGid} on any task`, { hint });
  if (!fields.every(({ isSingleSelect }) => isSingleSelect))
    throw new SourceError(`cannot count by the custom field ${fieldGid}: it is no single-select field`, { hint });
}

export function fieldOf({ customFields = [] }: Task, gid: string): CustomField | undefined {
  return customFields.find((field) => field.gid === gid);
}
