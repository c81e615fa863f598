import { reasonOf } from '@metta-dd/core';
import type { Destination } from '../config/destinations.js';
import { isRecord } from '../config/path.js';
import type { Check } from './check.js';

/** What asking one destination came to. */
export interface Probed {
  readonly check: Check;
  /** What time it has. */
  readonly date?: Date;
}

const TIMEOUT_MS = 10_000;
const FAR_MS = 10 * 60_000;
const NOTABLE_MS = 60_000;

/** Asks whether the key is good: https://docs.datadoghq.com/api/latest/authentication/ */
export async function probeDestination({ name, url, site, apiKey }: Destination, send: typeof fetch): Promise<Probed> {
  const about = { area: 'datadog', name } as const;
  try {
    const answer = await send(`${url.replace(/\/+$/, '')}/api/v1/validate`, {
      headers: { 'dd-api-key': apiKey, accept: 'application/json' },
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const date = new Date(answer.headers.get('date') ?? '');
    const check = { ...about, ...verdict(answer.status, await answer.text(), site) };
    return Number.isNaN(date.getTime()) ? { check } : { check, date };
  } catch (error) {
    const hint = 'metta-dd doctor proxy; is the network open for it?';
    return { check: { ...about, state: 'failed', message: `cannot reach ${url}: ${reasonOf(error)}`, hint } };
  }
}

type Verdict = Pick<Check, 'message'> &
  ({ readonly state: 'ok' } | { readonly state: 'failed'; readonly hint: string; readonly authentication?: boolean });

function verdict(status: number, body: string, site: string): Verdict {
  if (status === 401 || status === 403) {
    const hint = `set DD_API_KEY to a key of this site, or DD_SITE (now ${site}) to the site of the key`;
    return { state: 'failed', message: `the key is refused: ${status}`, hint, authentication: true };
  }
  if (status === 200 && isValid(body)) return { state: 'ok', message: 'the key is good' };
  const hint = 'does a proxy answer in its place? metta-dd doctor proxy';
  return { state: 'failed', message: `it does not answer as Datadog does: ${status}`, hint };
}

function isValid(body: string): boolean {
  try {
    const content: unknown = JSON.parse(body);
    return isRecord(content) && content.valid === true;
  } catch {
    return false; // No JSON, so no answer of Datadog's.
  }
}

/** How far the run's clock is from that of a destination. */
export function checkClock(name: string, date: Date | undefined, now: Date): Check {
  const about = { area: 'clock', name } as const;
  const hint = 'set the clock of this machine, for instance by NTP';
  if (date === undefined) return { ...about, state: 'skipped', message: 'it did not say what time it has' };
  const skewMs = now.getTime() - date.getTime();
  const size = `${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs >= 0 ? 'ahead' : 'behind'}`;
  if (Math.abs(skewMs) > FAR_MS) return { ...about, state: 'failed', message: `${size}: nothing would be sent`, hint };
  if (Math.abs(skewMs) > NOTABLE_MS) return { ...about, state: 'warning', message: size, hint };
  return { ...about, state: 'ok', message: size };
}
