import { ConfigError } from '@metta-dd/core';

/** One thing that is wrong with the configuration. */
export interface Problem {
  /** What is wrong and what was expected; never the value of a secret. */
  readonly message: string;
  /** Where: `collectors.github.repos[0]`. */
  readonly path?: string;
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  readonly column?: number;
  /** What to type next. */
  readonly hint?: string;
}

/** Every problem of a configuration at once. */
export class InvalidConfiguration extends ConfigError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(problemText).join('\n'));
    this.problems = problems;
  }
}

/** `metta-dd.yaml:7:5: collectors.github.repo: unknown key`, without the hint. */
export function problemText({ file, line, column, path, message }: Problem): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  return [place, path, message].filter((part) => part !== undefined && part !== '').join(': ');
}
