import { formsOf } from './secret-forms.js';

const REPLACEMENT = '[redacted]';
const RUN = 8;
const DISTINCT = 4;
const STRIDE = 5;
const SKETCH_BITS = 17;

type Span = readonly [start: number, end: number];

/**
 * Hides secrets in output: each whole, in its usual encodings, and in every run of 8 or more of its characters.
 * Runs of fewer than 4 different characters (`00000000`) count only as part of the whole. A secret of 4 to 7
 * characters is hidden whole wherever it stands, one of 1 to 3 only as a word of its own, so as not to shred text.
 */
export class Redactor {
  readonly #known = new Set<string>();
  readonly #runs = new Set<string>();
  // A bit for each four characters that open, or stand within, a run: rules out nearly all of a harmless text.
  readonly #sketch = new Uint8Array(1 << SKETCH_BITS);
  readonly #exact = new Set<string>();
  readonly #words = new Set<string>();
  #pattern: RegExp | undefined;

  /** From now on no text that passes `redact` shows this secret; a blank one is ignored. */
  protect(secret: string): void {
    const value = secret.trim();
    if (value === '' || this.#known.has(secret)) return;
    this.#known.add(secret);
    if (value.length < 4) this.#words.add(value);
    else for (const form of formsOf(secret)) this.#learn(form);
    this.#pattern = patternOf(this.#exact, this.#words);
  }

  /** The text with `[redacted]` in the place of every protected secret. */
  redact(text: string): string {
    const spans = merged([...this.#runsIn(text), ...this.#wholesIn(text)]);
    if (spans.length === 0) return text;
    let shown = '';
    let from = 0;
    for (const [start, end] of spans) {
      shown += text.slice(from, start) + REPLACEMENT;
      from = end;
    }
    return shown + text.slice(from);
  }

  #learn(form: string): void {
    let covered = form.length >= RUN;
    for (let at = 0; at + RUN <= form.length; at++) {
      const run = form.slice(at, at + RUN);
      if (this.#runs.has(run)) continue;
      if (isMonotonous(run) || REPLACEMENT.includes(run)) covered = false;
      else {
        this.#runs.add(run);
        for (let part = 0; part < STRIDE; part++) this.#sketch[hashAt(run, part)] = 1;
      }
    }
    if (!covered && !REPLACEMENT.includes(form)) this.#exact.add(form);
  }

  // Every run of 8 holds four characters that start at a multiple of 5: only those are looked at.
  *#runsIn(text: string): Generator<Span> {
    if (this.#runs.size === 0) return;
    for (let at = 0; at + STRIDE - 1 <= text.length; at += STRIDE) {
      if (this.#sketch[hashAt(text, at)] === 0) continue;
      for (let start = Math.max(0, at - STRIDE + 1); start <= at; start++)
        if (this.#runs.has(text.slice(start, start + RUN))) yield [start, start + RUN];
    }
  }

  *#wholesIn(text: string): Generator<Span> {
    if (this.#pattern === undefined) return;
    for (const match of text.matchAll(this.#pattern)) yield [match.index, match.index + match[0].length];
  }
}

function isMonotonous(run: string): boolean {
  let distinct = 0;
  for (let at = 0; at < RUN; at++) if (run.indexOf(run.charAt(at)) === at) distinct += 1;
  return distinct < DISTINCT;
}

function hashAt(text: string, at: number): number {
  let hash = 0;
  for (let i = at; i < at + STRIDE - 1; i++) hash = (Math.imul(hash, 0x9e3779b1) + text.charCodeAt(i)) | 0;
  return Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) >>> (32 - SKETCH_BITS);
}

function patternOf(exact: ReadonlySet<string>, words: ReadonlySet<string>): RegExp | undefined {
  const longestFirst = (a: string, b: string) => b.length - a.length;
  const alternatives = [
    ...[...exact].sort(longestFirst).map((form) => literal(form)),
    ...[...words].sort(longestFirst).map((word) => `(?<![\\p{L}\\p{N}_])${literal(word)}(?![\\p{L}\\p{N}_])`),
  ];
  return alternatives.length === 0 ? undefined : new RegExp(alternatives.join('|'), 'gu');
}

function merged(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const [start, end] of spans.toSorted((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && start <= last[1]) result[result.length - 1] = [last[0], Math.max(last[1], end)];
    else result.push([start, end]);
  }
  return result;
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
