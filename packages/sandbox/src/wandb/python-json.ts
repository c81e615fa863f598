import type { PythonValue } from './world.js';

/** JSON as Python writes it: NaN and the infinities stand in it bare. */
export function pythonJson(value: PythonValue): string {
  if (typeof value === 'number') return numberText(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(pythonJson).join(', ')}]`;
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${pythonJson(member)}`);
  return `{${members.join(', ')}}`;
}

function isList(value: object): value is readonly PythonValue[] {
  return Array.isArray(value);
}

function numberText(value: number): string {
  return Number.isFinite(value) ? JSON.stringify(value) : String(value);
}
