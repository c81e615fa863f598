import { z } from 'zod';

const HAS_ZONE = /(z|[+-]\d\d:?\d\d)$/i;

/** A time of W&B: UTC also where it names no zone. */
export const instant = z.string().transform((text, context) => {
  const at = new Date(HAS_ZONE.test(text) ? text : `${text}Z`);
  if (!Number.isNaN(at.getTime())) return at;
  context.addIssue({ code: 'custom', message: 'not a time' });
  return z.NEVER;
});
