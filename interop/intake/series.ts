import type { Series } from '../../packages/core/dist/runtime/index.js';
import { randomOf } from '../random.ts';

/** Seconds between the points of one series. */
const STEP = 300;
const MOST_POINTS = 4;

/** Series of all shapes that go over the wire, no two alike, with points of the last half hour. */
export function generateSeries(count: number, { seed, now, prefix }: GenerateOptions): readonly Series[] {
  const random = randomOf(seed);
  const newest = Math.floor(now.getTime() / 1000);
  return Array.from({ length: count }, (_, index): Series => {
    const value = valuesOf(random);
    const points = Array.from({ length: 1 + Math.floor(random() * MOST_POINTS) }, (_none, back) => {
      return [newest - back * STEP - Math.floor(random() * STEP), value()] as const;
    });
    const tags = tagsOf(index, random).toSorted();
    const metric = `${prefix}.${NAMES[Math.floor(random() * NAMES.length)]}`;
    return random() < 0.2
      ? { metric: `${metric}.count`, type: 'count', interval: STEP, tags, points }
      : { metric, type: 'gauge', unit: 'item', tags, points };
  });
}

export interface GenerateOptions {
  readonly seed: number;
  readonly now: Date;
  /** First part of every name. */
  readonly prefix: string;
}

const NAMES = ['prs.open', 'ci.duration_p90_minutes', 'a', 'Jobs.Running', 'gpu0.memory_2', `long.${'x'.repeat(150)}`];
const TEXTS = ['one', 'a-b', 'a.b/c', 'http://host:80/path', 'größe', '図書館', '1.36.3', `${'y'.repeat(150)}`];

function tagsOf(index: number, random: () => number): string[] {
  const own = TEXTS.filter(() => random() < 0.3).map((text, position) => `tag${position}:${text}`);
  return ['env:interop', `index:${index}`, ...own];
}

const SCALES = [0, 1e-9, 1, 100, 1e15, Number.MAX_SAFE_INTEGER];

// The database keeps the digits of a series under one exponent: values far apart would lose some of theirs.
function valuesOf(random: () => number): () => number {
  const scale = SCALES[Math.floor(random() * SCALES.length)] ?? 0;
  if (scale === 0 || scale === Number.MAX_SAFE_INTEGER) return () => scale;
  return () => scale * (random() < 0.3 ? -1 : 1) * (0.1 + 0.9 * random());
}
