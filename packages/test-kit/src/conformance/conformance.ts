import { caseChecks } from './case-checks.js';
import type { Check } from './check.js';
import { declarationChecks } from './declaration-checks.js';
import { runChecks } from './run-checks.js';
import type { Subject } from './subject.js';

/**
 * All that every collector must do. In a test file:
 * `for (const { name, run } of await conformance(subject)) test(name, run);`
 */
export async function conformance(subject: Subject): Promise<readonly Check[]> {
  return [...declarationChecks(subject), ...runChecks(subject), ...(await caseChecks(subject))];
}
