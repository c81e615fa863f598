/** Days are texts such as `2026-11-20`: they compare by themselves. */
export type Day = string;

const DAY_MS = 86_400_000;
const WEEK = 7;
const FIRST_DAYS = { sunday: 0, monday: 1, saturday: 6 } as const;
export type WeekStart = keyof typeof FIRST_DAYS;

/** Tells on which day an instant falls in a zone. */
export function daysIn(timeZone: string): (at: Date) => Day {
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
    return `${parts.get('year')?.padStart(4, '0')}-${parts.get('month')}-${parts.get('day')}`;
  };
}

export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The last day of the week that a day is in. */
export function endOfWeek(day: Day, weekStart: WeekStart): Day {
  const intoWeek = (new Date(day).getUTCDay() - FIRST_DAYS[weekStart] + WEEK) % WEEK;
  return addDays(day, WEEK - 1 - intoWeek);
}
