const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/g;
const WHOLE = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;

/** Milliseconds of `2m`, `90s` or `1h30m`; nothing where the unit is missing or the length is zero. */
export function parseDuration(text: string): number | undefined {
  if (!WHOLE.test(text)) return undefined;
  const parts = [...text.matchAll(PART)].map(([, amount, unit]) => Number(amount) * (UNITS[unit ?? ''] ?? Number.NaN));
  const total = parts.reduce((sum, part) => sum + part, 0);
  return total > 0 ? total : undefined;
}
