/** One thing every collector must do; `run` throws a text that says what is wrong and how to mend it. */
export interface Check {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** Throws the problems, one a line, unless there are none. */
export function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(problems.join('\n'));
}
