import { addDays, type Day, daysIn, endOfWeek, type WeekStart } from './calendar.js';

/** When an open task is due, seen from the run; every open task is in exactly one of them. */
export type Due = 'overdue' | 'today' | 'this week' | 'later' | 'never';

export interface DueRules {
  readonly startedAt: Date;
  readonly timezone: string;
  readonly weekStart: WeekStart;
  readonly dueWindow: 'calendar' | 'rolling7';
}

/** A task may have a day only, or an instant. */
export interface DueDates {
  readonly dueOn: Day | undefined;
  readonly dueAt: Date | undefined;
}

const ROLLING_DAYS = 7;

/** Tells when tasks are due. */
export function dueBy({ startedAt, timezone, weekStart, dueWindow }: DueRules): (task: DueDates) => Due {
  const dayOf = daysIn(timezone);
  const today = dayOf(startedAt);
  const last = dueWindow === 'calendar' ? endOfWeek(today, weekStart) : addDays(today, ROLLING_DAYS);
  return ({ dueOn, dueAt }) => {
    const day = dueAt === undefined ? dueOn : dayOf(dueAt);
    if (day === undefined) return 'never';
    if (dueAt === undefined ? day < today : dueAt < startedAt) return 'overdue';
    if (day === today) return 'today';
    return day <= last ? 'this week' : 'later';
  };
}
