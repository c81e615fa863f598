import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { type Attack, everywhere, fromThePageOn, onLaterPages, type Seen } from './attack.js';
import type { Source } from './source.js';
import { type Answered, withBody } from './wire/exchange.js';

/** One row of the matrix. */
export interface Fault {
  readonly name: string;
  /** Runs that must all end well; none where the source cannot have the fault. */
  attacks(source: Source): readonly Attack[];
}

const HTML = '<!doctype html><html><head><title>Sign in</title></head><body>Sign in to go on</body></html>';
const SKEW_MS = 3 * 3_600_000;
// Long enough for the rest of the run to go on meanwhile, and far below every time limit.
const SLOW_MS = 100;

const refused =
  (status: number, headers: Readonly<Record<string, string>> = {}) =>
  (source: Source): Answered => {
    const answer = source.refusal(status);
    return { ...answer, headers: { ...answer.headers, ...headers } };
  };

/** The later pages are refused, for ever or so many times. */
function refusing(
  status: number,
  { headers, times }: { headers?: Readonly<Record<string, string>>; times?: number } = {},
) {
  return (source: Source) => [onLaterPages(source, () => refused(status, headers)(source), times)];
}

/** The later pages come with another body. */
function spoiling(spoil: (page: Answered) => Answered) {
  return (source: Source) => [onLaterPages(source, async ({ page }) => spoil(await page()))];
}

const half = (body: Buffer) => body.subarray(0, Math.floor(body.length / 2));

function zipped(answer: Answered, damage: (zip: Buffer) => Buffer): Answered {
  return withBody(
    { ...answer, headers: { ...answer.headers, 'content-encoding': 'gzip' } },
    damage(gzipSync(answer.body)),
  );
}

function flipped(zip: Buffer): Buffer {
  const middle = Math.floor(zip.length / 2);
  return Buffer.concat([zip.subarray(0, middle), Buffer.from([(zip[middle] ?? 0) ^ 0xff]), zip.subarray(middle + 1)]);
}

/** Faults of the wire, which every source can have. */
const wire: readonly Fault[] = [
  { name: '401 mid-pagination', attacks: refusing(401) },
  { name: '403 mid-pagination', attacks: refusing(403) },
  { name: '404 after rename', attacks: refusing(404) },
  { name: '429, Retry-After in seconds', attacks: refusing(429, { headers: { 'retry-after': '2' }, times: 1 }) },
  {
    name: '429, Retry-After as a date',
    attacks: (source) => [
      onLaterPages(
        source,
        async ({ page }) => {
          const { headers } = await page();
          const again = new Date(Date.parse(headers.date ?? '') + 2000).toUTCString();
          return refused(429, { date: headers.date ?? '', 'retry-after': again })(source);
        },
        1,
      ),
    ],
  },
  { name: '429 without Retry-After', attacks: refusing(429, { times: 1 }) },
  { name: '5xx burst that ends', attacks: refusing(503, { times: 2 }) },
  { name: '5xx for ever', attacks: refusing(503) },
  {
    name: '200 with HTML',
    attacks: spoiling((page) => withBody({ ...page, headers: { ...page.headers, 'content-type': 'text/html' } }, HTML)),
  },
  { name: 'truncated body', attacks: spoiling((page) => withBody(page, half(page.body))) },
  { name: 'truncated gzip', attacks: spoiling((page) => zipped(page, half)) },
  { name: 'broken gzip', attacks: spoiling((page) => zipped(page, flipped)) },
  {
    name: 'slow first byte',
    attacks: (source) => [
      onLaterPages(source, async ({ page }) => {
        await pause(SLOW_MS);
        return page();
      }),
    ],
  },
  {
    name: 'no first byte until the deadline',
    attacks: (source) => {
      const run = new AbortController();
      const attack = onLaterPages(source, () => {
        run.abort(new Error('the deadline passed'));
        return 'silence';
      });
      return [{ ...attack, signal: run.signal }];
    },
  },
  {
    name: 'socket reset before the answer',
    attacks: (source) => [onLaterPages(source, () => ({ breaksAfter: 0 }), 1)],
  },
  {
    name: 'socket reset within the answer',
    attacks: (source) => [
      onLaterPages(
        source,
        async ({ page }) => {
          const answer = await page();
          return { breaksAfter: Math.floor(answer.body.length / 2), answer };
        },
        1,
      ),
    ],
  },
  { name: 'socket reset for ever', attacks: (source) => [fromThePageOn(source, () => ({ breaksAfter: 0 }))] },
  { name: 'DNS failure', attacks: () => [{ ...everywhere(), way: 'name that does not resolve' }] },
  { name: 'proxy 407', attacks: () => [{ ...everywhere(), way: 'proxy that refuses' }] },
  { name: 'TLS certificate expired', attacks: () => [{ ...everywhere(), way: 'expired certificate' }] },
  {
    name: 'clock skew of three hours',
    attacks: () => [SKEW_MS, -SKEW_MS].map((ms) => everywhere((answer) => withDate(answer, ms))),
  },
];

function withDate(answer: Answered, laterMs: number): Answered {
  const date = new Date(Date.parse(answer.headers.date ?? '') + laterMs).toUTCString();
  return { ...answer, headers: { ...answer.headers, date } };
}

/** Faults of what a source says, made in its own form. */
const content: readonly Fault[] = [
  {
    name: 'secondary limit with 403',
    attacks: (source) => {
      const limit = source.secondaryLimit;
      return limit === undefined ? [] : [onLaterPages(source, () => limit, 1)];
    },
  },
  {
    name: 'empty page with a next link',
    attacks: (source) => {
      if (source.paging().links === undefined) return [];
      return [onLaterPages(source, ({ page, asked, paging }) => emptied({ page, asked, paging }))];
    },
  },
  {
    name: 'next link that loops',
    attacks: (source) => {
      if (source.paging().links === undefined) return [];
      return [
        onLaterPages(source, async ({ page, asked, paging }) => paging.links?.looped(await page(), asked) ?? page()),
      ];
    },
  },
  {
    name: 'duplicate ids across pages',
    attacks: (source) => [
      onLaterPages(source, async ({ page, before, paging }) => paging.repeated(await page(), before)),
    ],
  },
  {
    name: 'nulls in required fields',
    attacks: (source) =>
      source
        .paging()
        .required.map((field) => onLaterPages(source, async ({ page, paging }) => paging.nulled(await page(), field))),
  },
];

async function emptied({ page, asked, paging }: Pick<Seen, 'page' | 'asked' | 'paging'>): Promise<Answered> {
  const behind = paging.links?.behindEmpty(asked);
  if (behind !== undefined) return page(behind);
  return paging.links?.emptied(await page(), asked) ?? page();
}

/** The rows of the matrix but for ten times the data, which is no fault of an answer. */
export const faults: readonly Fault[] = [...wire, ...content];
