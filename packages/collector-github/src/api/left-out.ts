import { causesOf } from '@metta-dd/core';

/** The repository has a feature switched off: the metrics behind it are no data, not a failure. */
export class SwitchedOff extends Error {
  override readonly name = 'SwitchedOff';
}

/** The quota did not reach: the metrics behind it are no data, and the next run begins here. */
export class OutOfQuota extends Error {
  override readonly name = 'OutOfQuota';
}

const LEFT_OUT = new Set(['SwitchedOff', 'OutOfQuota']);

/** The reason why a dataset was left out; `undefined` for every other error. */
export function leftOutReason(thrown: unknown): string | undefined {
  return [...causesOf(thrown)].find(({ name }) => LEFT_OUT.has(name))?.message;
}

/** True for an error of ours that says why something was not asked. */
export function isLeftOut(thrown: unknown): boolean {
  return leftOutReason(thrown) !== undefined;
}
