import { NAME_BYTES } from './limits.js';

/** Why a name cannot be stored at all, judged before it is normalized. */
export function nameRefusal(name: string): string | undefined {
  if (name === '') return 'the metric name is empty';
  if (Buffer.byteLength(name) > NAME_BYTES) return `the metric name is longer than ${NAME_BYTES} bytes`;
  return /[A-Za-z]/.test(name) ? undefined : 'the metric name has no letter';
}

/** The name as stored: from its first letter on, an underscore only between two letters or digits. */
export function normalizeName(name: string): string {
  return name
    .replace(/^[^A-Za-z]+/, '')
    .replace(/[^A-Za-z0-9.]+/g, '_')
    .replace(/_(?=\.|$)|(?<=\.)_/g, '');
}
