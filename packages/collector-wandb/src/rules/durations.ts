const MILLISECONDS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a text such as `90m`. Throws for any other, which the configuration has refused before. */
export function durationMs(text: string): number {
  const { amount = '', unit = '' } = /^(?<amount>[\d.]+)(?<unit>[smhd])$/.exec(text)?.groups ?? {};
  const scale = MILLISECONDS[unit];
  if (scale === undefined) throw new RangeError(`not a duration: ${text}`);
  return Number(amount) * scale;
}
