// https://docs.datadoghq.com/getting_started/tagging/#define-tags
/** Bytes of one tag. */
export const LONGEST_TAG = 200;
export const MOST_TAGS = 100;
const MOST_BYTES = 100 * 1024;

/** The tag as the intake stores it, but for the length: lower case, foreign characters as one `_`. */
export function storedTag(tag: string): string {
  return tag
    .toLowerCase()
    .replace(/^[^\p{L}:]+/u, '')
    .replace(/[^\p{L}\p{N}_\-:./]+/gu, '_')
    .replace(/_{2,}/g, '_')
    .replace(/_$/, '');
}

/** Tags fit for the intake, or why the series cannot be sent with them. */
export type CheckedTags = { readonly tags: readonly string[] } | { readonly fault: string };

/** Brings tags into the intake's form. */
export function checkTags(tags: readonly string[]): CheckedTags {
  const stored = tags.map(storedTag);
  for (const tag of stored) {
    const fault = tagFault(tag);
    if (fault !== undefined) return { fault };
  }
  const fault = setFault(stored);
  return fault === undefined ? { tags: [...new Set(stored)].sort() } : { fault };
}

function tagFault(tag: string): string | undefined {
  if (tag === '') return 'a tag is empty once the intake has cleaned it';
  if (tag.endsWith(':')) return 'a tag has no value';
  return Buffer.byteLength(tag) > LONGEST_TAG ? `a tag is longer than ${LONGEST_TAG} bytes` : undefined;
}

function setFault(tags: readonly string[]): string | undefined {
  if (tags.length > MOST_TAGS) return `more than ${MOST_TAGS} tags`;
  const bytes = tags.reduce((sum, tag) => sum + tag.length, 0);
  return bytes > MOST_BYTES ? `more than ${MOST_BYTES} bytes of tags` : undefined;
}
