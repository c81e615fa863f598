/** What became of a run that ended. */
export type Outcome = 'success' | 'failure' | 'interrupted';

/** States of a run that has not ended: https://docs.wandb.ai/guides/runs/run-states/ */
export const ALIVE = ['running', 'preempting'];
export const NOT_ENDED = [...ALIVE, 'pending'];

const OUTCOMES: ReadonlyMap<string, Outcome> = new Map([
  ['finished', 'success'],
  ['failed', 'failure'],
  ['crashed', 'failure'],
  ['killed', 'interrupted'],
  ['preempted', 'interrupted'],
]);

/** `undefined` for a state that is not known to be an end. */
export function outcomeOf(state: string): Outcome | undefined {
  return OUTCOMES.get(state);
}

/** The state as a tag: what W&B may add to its states shares one. */
export function stateTag(state: string): string {
  return OUTCOMES.has(state) ? state : 'other';
}
