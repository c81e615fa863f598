import type { Paging, Source } from './source.js';
import type { Answered, Asked, Deed, Forward, Meddle } from './wire/exchange.js';

/** How a run is attacked. */
export interface Attack {
  readonly meddle: Meddle;
  /** A way to the source that is broken altogether. */
  readonly way?: 'name that does not resolve' | 'proxy that refuses' | 'expired certificate';
  /** Ends the run. */
  readonly signal?: AbortSignal;
  /** How many requests were met; of a broken way the way itself tells. */
  met(): number;
}

/** A request for a later page, as a fault sees it. */
export interface Seen {
  readonly asked: Asked;
  readonly paging: Paging;
  /** What the source answers, to this request or to another one. */
  readonly page: (asked?: Asked) => Promise<Answered>;
  /** The page before, as the source has it. */
  readonly before: Answered;
}

/** Does something to the later pages of the watched listing, so often at most; all else passes. */
export function onLaterPages(
  source: Source,
  act: (seen: Seen) => Deed | Promise<Deed>,
  times = Number.POSITIVE_INFINITY,
): Attack {
  const paging = source.paging();
  const before = new Map<string, Answered>();
  let met = 0;
  const passed = async (asked: Asked, forward: Forward): Promise<Answered> => {
    const answer = await forward(asked);
    paging.saw?.(asked, answer);
    return answer;
  };
  return {
    met: () => met,
    meddle: async (asked, forward) => {
      const place = paging.placeOf(asked);
      const last = before.get(place?.listing ?? '');
      if (place?.page === 2 && last !== undefined && met < times) {
        met++;
        const page = async (other = asked) => {
          const answer = await passed(other, forward);
          before.set(place.listing, answer);
          return answer;
        };
        return act({ asked, paging, before: last, page });
      }
      const answer = await passed(asked, forward);
      if (place !== undefined) before.set(place.listing, answer);
      return answer;
    },
  };
}

/** Does something to every request from the first later page of the watched listing on. */
export function fromThePageOn(source: Source, act: () => Deed): Attack {
  const paging = source.paging();
  let met = 0;
  return {
    met: () => met,
    meddle: async (asked, forward) => {
      if (met > 0 || paging.placeOf(asked)?.page === 2) {
        met++;
        return act();
      }
      const answer = await forward(asked);
      paging.saw?.(asked, answer);
      return answer;
    },
  };
}

/** Does something to every answer. */
export function everywhere(act: (answer: Answered) => Answered = (answer) => answer): Attack {
  let met = 0;
  return {
    met: () => met,
    meddle: async (asked, forward) => {
      met++;
      return act(await forward(asked));
    },
  };
}
