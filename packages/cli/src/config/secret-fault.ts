/** Why a value cannot be the secret that it is meant to be; no source takes one with white space around it. */
export function secretFault(value: string): string | undefined {
  const trimmed = value.trim();
  if (trimmed === '') return 'it is empty';
  // A document of several lines, such as a key in PEM, ends in a newline by right.
  return value === trimmed || trimmed.includes('\n') ? undefined : 'it begins or ends with white space';
}

/** What to type about it. */
export const FAULT_HINT = 'write it anew, with `printf %s` where `echo` would append a newline';
