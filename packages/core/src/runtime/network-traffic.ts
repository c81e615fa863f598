import { quantile } from '../stats.js';
import type { Clock } from './clock.js';

/** How a request ended: by the class of its answer, or without one. */
export type AnswerClass = '1xx' | '2xx' | '304' | '3xx' | '4xx' | '5xx' | 'error';

export interface TrafficOptions {
  /** Ends every request, with whatever signal a request has of its own. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly onRequest?: (url: URL) => void;
  readonly onAnswer?: (answer: AnswerClass, url: URL) => void;
  /** Told what time the sources have. */
  readonly sourceClock?: SourceClock;
}

/** A fetch that ends with the signal, and tells what was asked and how it was answered. */
export function instrumentedFetch(send: typeof fetch, options: TrafficOptions): typeof fetch {
  const { clock, onRequest, onAnswer, sourceClock } = options;
  return async (input, init) => {
    // Of undici's or of Node's own class: an SDK may bring either.
    const request = typeof input === 'string' || input instanceof URL ? undefined : input;
    const url = new URL(request?.url ?? String(input));
    const own = init?.signal ?? request?.signal;
    const signal = own ? AbortSignal.any([options.signal, own]) : options.signal;
    signal.throwIfAborted();
    onRequest?.(url);
    try {
      const answer = await send(input, { ...init, signal });
      onAnswer?.(classOf(answer.status), url);
      sourceClock?.read(url.host, answer, clock.now());
      return answer;
    } catch (error) {
      onAnswer?.('error', url);
      throw error;
    }
  };
}

function classOf(status: number): AnswerClass {
  if (status === 304) return '304';
  if (status < 200) return '1xx';
  if (status < 300) return '2xx';
  if (status < 400) return '3xx';
  return status < 500 ? '4xx' : '5xx';
}

const PROXY_AUTHENTICATION_REQUIRED = 407;

/** How far the clocks of the sources are from the run's. */
export class SourceClock {
  readonly #skews = new Map<string, number>();

  /** Notes the `Date` of an answer; a cache's `Age` is added, since its `Date` is that of the stored answer. */
  read(host: string, { status, headers }: Response, now: Date): void {
    const date = Date.parse(headers.get('date') ?? '');
    if (Number.isNaN(date) || status === PROXY_AUTHENTICATION_REQUIRED) return;
    const age = Number(headers.get('age') ?? 0);
    this.#skews.set(host, date + (age > 0 ? age * 1000 : 0) - now.getTime());
  }

  /** Milliseconds by which the sources are ahead: the median over the hosts, the newest answer of each. */
  get skewMs(): number | undefined {
    const median = quantile([...this.#skews.values()], 0.5);
    return typeof median === 'number' ? median : undefined;
  }
}
