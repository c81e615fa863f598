const WITH_ZONE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/;
const SECONDS = /^\d{9,10}$/;

/** An instant from ISO 8601 with a zone, or from seconds since 1970; nothing for anything else. */
export function parseInstant(text: string): Date | undefined {
  if (SECONDS.test(text)) return new Date(Number(text) * 1000);
  if (!WITH_ZONE.test(text)) return undefined;
  const instant = new Date(text);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}
