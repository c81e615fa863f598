import type { ErrorItem } from '../envelope.js';

/** An error or a warning for people: the place, what is wrong, and below it what to type. */
export function itemText(item: ErrorItem, label: 'error' | 'warning'): string {
  const { file, line, column, path, collector, message, hint } = item;
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  const text = [label, place, path, collector, message].filter((part) => part !== undefined && part !== '').join(': ');
  return hint === undefined ? text : `${text}\n  ${hint}`;
}
