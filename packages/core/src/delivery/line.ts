import { reasonOf } from '../errors.js';
import type { Clock } from '../runtime/clock.js';
import type { Answer } from './answers.js';
import { Backoff, type BackoffOptions } from './backoff.js';
import type { ContentEncoding } from './compression.js';
import type { Finding } from './outbox.js';
import { SERIES_PATH } from './series-payload.js';
import type { Tally } from './tally.js';
import { type Exchange, post } from './transport.js';

/** Where series go, and the key that opens it. */
export interface Destination {
  /** Names the report and the spool, for instance `datadoghq.com`. */
  readonly name: string;
  /** Base address, for instance `https://api.datadoghq.com`. */
  readonly url: string;
  readonly apiKey: () => Promise<string> | string;
  /** Reads the key again after it was refused: it may have been rotated. Asked once a delivery. */
  readonly refreshApiKey?: () => Promise<string> | string;
}

export interface LineOptions extends BackoffOptions {
  readonly destination: Destination;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly tally: Tally;
  readonly warn: (finding: Finding) => void;
  /** Told before a silence of so many milliseconds. */
  readonly renew: (milliseconds: number) => Promise<void>;
}

export interface Parcel {
  readonly path: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly encoding?: ContentEncoding;
  /** Sending it twice changes nothing. */
  readonly repeatable: boolean;
  /** Called before each attempt; false calls it off. */
  readonly begin?: () => Promise<boolean>;
  /** Called when an attempt is known to have brought nothing in. */
  readonly undone?: () => Promise<void>;
}

/** How the sending of one parcel ended, after every attempt that the budget allowed. */
export type Sent =
  | { readonly outcome: 'accepted' }
  | { readonly outcome: 'refused' | 'too large' | 'unknown' | 'kept'; readonly reason: string };

type Next = Sent | { readonly again: true };

const UNNOTED = 'the attempt cannot be noted in the spool, so that a crash could count it twice';
const FAR_MS = 10 * 60_000;
const NOTABLE_MS = 60_000;

/** The way to one destination for the time of one delivery: key, clock, waiting; once stopped it keeps everything. */
export class Line {
  readonly #options: LineOptions;
  readonly #backoff: Backoff;
  #key: Promise<string> | undefined;
  #refreshed: Promise<string> | undefined;
  #opened: Promise<void> | undefined;
  #stopped: string | undefined;
  #skewTold = false;

  constructor(options: LineOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options);
  }

  /** Why nothing goes out any more. */
  get stopped(): string | undefined {
    return this.#options.signal.aborted ? 'the run was stopped' : this.#stopped;
  }

  async send(parcel: Parcel): Promise<Sent> {
    this.#opened ??= this.#open();
    await this.#opened;
    return this.#sendOpened(parcel);
  }

  stop(reason: string): Sent {
    this.#stopped ??= reason;
    return { outcome: 'kept', reason: this.#stopped };
  }

  // Without a point, so that a wrong clock is known before anything is sent: https://docs.datadoghq.com/api/latest/metrics/
  async #open(): Promise<void> {
    await this.#sendOpened({ path: SERIES_PATH, body: '{}', repeatable: true });
  }

  async #sendOpened(parcel: Parcel): Promise<Sent> {
    for (;;) {
      await this.#backoff.join();
      if (this.stopped !== undefined) return { outcome: 'kept', reason: this.stopped };
      const key = await this.#readKey();
      if (key === undefined) return { outcome: 'kept', reason: this.stopped ?? 'there is no API key' };
      if (parcel.begin !== undefined && !(await parcel.begin())) return { outcome: 'kept', reason: UNNOTED };
      await this.#options.renew(this.#options.timeoutMs);
      const exchange = await post(this.#request(parcel, key), this.#transport());
      this.#options.tally.answered(exchange.ended === 'answered' ? exchange.status : 'error');
      const next = await this.#next(exchange, parcel, key);
      if ('outcome' in next) return next;
    }
  }

  async #next(exchange: Exchange, parcel: Parcel, key: string): Promise<Next> {
    if (exchange.ended === 'unknown' && !parcel.repeatable) return { outcome: 'unknown', reason: exchange.reason };
    if (exchange.ended !== 'answered') return this.#later(exchange.reason, parcel);
    this.#compareClocks(exchange.date);
    const { answer } = exchange;
    if (answer.means === 'accepted') return this.#accepted(answer.remarks);
    const reason = answer.reason.replaceAll(key, '[key]');
    if (answer.means === 'refused' || answer.means === 'too large') {
      this.#backoff.succeeded();
      return { outcome: answer.means, reason };
    }
    if (answer.means === 'later') return this.#later(reason, parcel, answer.waitMs);
    await parcel.undone?.();
    return answer.means === 'forbidden' ? this.#forbidden(reason, key) : this.stop(reason);
  }

  #accepted(remarks: Extract<Answer, { means: 'accepted' }>['remarks']): Sent {
    this.#backoff.succeeded();
    if (remarks.length > 0)
      this.#options.warn({ message: 'the intake accepted a batch and complains', fields: { remarks } });
    return { outcome: 'accepted' };
  }

  async #later(reason: string, parcel: Parcel, askedMs?: number): Promise<Next> {
    await parcel.undone?.();
    if (this.stopped !== undefined) return { outcome: 'kept', reason: this.stopped };
    const waitMs = this.#backoff.nextWaitMs(askedMs);
    if (waitMs === undefined) return this.stop(reason);
    await this.#options.renew(waitMs);
    await this.#backoff.wait(waitMs);
    return { again: true };
  }

  async #forbidden(reason: string, used: string): Promise<Next> {
    const { destination, tally, warn } = this.#options;
    try {
      this.#refreshed ??= Promise.resolve(destination.refreshApiKey?.() ?? used);
      const key = await this.#refreshed;
      this.#key = Promise.resolve(key);
      if (key !== used) return { again: true };
    } catch (error) {
      warn({ message: 'cannot read the API key again', fields: { reason: reasonOf(error) } });
    }
    tally.keyRefused();
    if (this.#stopped === undefined) warn({ message: 'the intake refuses the API key', fields: { reason } });
    return this.stop(reason);
  }

  async #readKey(): Promise<string | undefined> {
    try {
      this.#key ??= Promise.resolve(this.#options.destination.apiKey());
      const key = await this.#key;
      if (/^[\x21-\x7e]+$/.test(key)) return key;
      this.stop(key === '' ? 'the API key is empty' : 'the API key holds white space or other foreign characters');
    } catch (error) {
      this.stop(`cannot read the API key: ${reasonOf(error)}`);
    }
    this.#options.tally.keyRefused();
    return undefined;
  }

  // The intake drops points outside its window after a 202, so a clock that is off must stop everything.
  #compareClocks(date: Date | undefined): void {
    if (date === undefined) return;
    const skewMs = this.#options.clock.now().getTime() - date.getTime();
    const size = `${Math.round(Math.abs(skewMs) / 60_000)} minutes ${skewMs > 0 ? 'ahead of' : 'behind'} the intake's`;
    if (Math.abs(skewMs) > FAR_MS) this.stop(`the clock is ${size} (${date.toISOString()})`);
    else if (Math.abs(skewMs) > NOTABLE_MS && !this.#skewTold) {
      this.#skewTold = true;
      this.#options.warn({
        message: "the clock differs from the intake's",
        fields: { seconds: Math.round(skewMs / 1000) },
      });
    }
  }

  #request({ path, body, encoding }: Parcel, key: string) {
    const headers = { 'dd-api-key': key, 'content-type': 'application/json' };
    return {
      url: `${this.#options.destination.url.replace(/\/+$/, '')}${path}`,
      headers: encoding === undefined ? headers : { ...headers, 'content-encoding': encoding },
      body,
    };
  }

  #transport() {
    const { fetch, timeoutMs, signal, clock } = this.#options;
    return { fetch, timeoutMs, signal, nowMs: () => clock.now().getTime() };
  }
}
