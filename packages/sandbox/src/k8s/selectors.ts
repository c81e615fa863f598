import type { ApiObject } from './world.js';

type Test = (object: ApiObject) => boolean;

/** Whether an object fits a field selector: `spec.nodeName=n1,status.phase!=Failed`. */
export function fieldTest(selector: string | null): Test {
  return every(selector, (term) => {
    const [, path = '', operator, value = ''] = /^([\w.]+)(==|=|!=)(.*)$/.exec(term) ?? [];
    return (object) => (fieldAt(object, path) === value) === (operator !== '!=');
  });
}

/** Whether an object fits a label selector: `app=web,tier in (a, b),!canary`. */
export function labelTest(selector: string | null): Test {
  return every(selector, (term) => {
    const set = /^([\w./-]+)\s+(in|notin)\s+\((.*)\)$/.exec(term);
    const [, key = '', operator, value = ''] = set ?? /^([\w./-]+)\s*(==|=|!=)\s*(.*)$/.exec(term) ?? [];
    if (operator === undefined) return existenceTest(term);
    const values = value.split(',').map((one) => one.trim());
    const wants = !['!=', 'notin'].includes(operator);
    return ({ metadata: { labels = {} } }) => values.includes(labels[key] ?? '') === wants;
  });
}

function existenceTest(term: string): Test {
  const key = term.replace(/^!/, '').trim();
  return ({ metadata: { labels = {} } }) => key in labels !== term.startsWith('!');
}

function every(selector: string | null, testOf: (term: string) => Test): Test {
  // A comma within parentheses belongs to a set of values.
  const terms = (selector ?? '').split(/,(?![^(]*\))/).map((term) => term.trim());
  const tests = terms.filter((term) => term !== '').map(testOf);
  return (object) => tests.every((test) => test(object));
}

function fieldAt(object: ApiObject, path: string): string {
  let value: unknown = object;
  for (const key of path.split('.'))
    value =
      typeof value === 'object' && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : '';
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : '';
}
