import type { Batch } from './batch.js';
import { halvesByLength, MOST_COMPRESSED_BYTES, payloadOf } from './batches.js';
import { type Compression, compress } from './compression.js';
import { DISTRIBUTION_PATH } from './distribution-payload.js';
import type { Entry, Kind } from './entry.js';
import { emptySettlement, isolate, type Settlement } from './isolation.js';
import type { Line, Parcel, Sent } from './line.js';
import { SERIES_PATH } from './series-payload.js';

export interface ShipmentOptions {
  readonly line: Line;
  readonly kind: Kind;
  readonly compression: Compression;
  readonly resendDistributions: boolean;
  /** A point that the intake takes for sure, where the path is sound. */
  readonly knownGood: () => Promise<Entry>;
  /** Around attempts that must not happen twice. */
  readonly begin?: () => Promise<boolean>;
  readonly undone?: () => Promise<void>;
}

// Telling bad points apart may cost so much a batch, whatever is wrong with it.
const MOST_EXTRA_REQUESTS = 64;
const SPENT = `the ${MOST_EXTRA_REQUESTS} requests for telling bad points apart are spent`;

interface Part {
  readonly count: number;
  readonly entries: () => readonly Entry[];
  readonly payload: Uint8Array;
  readonly isBatch: boolean;
  /** Asked for by an answer, not by a limit. */
  readonly isExtra: boolean;
}

/** Brings the entries of one batch to the intake, in as many requests as its answers ask for. */
export class Shipment {
  readonly #options: ShipmentOptions;
  readonly #settlement = emptySettlement();
  #extra = 0;
  #probed: Sent | undefined;

  constructor(options: ShipmentOptions) {
    this.#options = options;
  }

  async send(batch: Batch): Promise<Settlement> {
    const waiting: Part[] = [
      {
        count: batch.count,
        entries: () => batch.entries(),
        payload: batch.payload,
        isBatch: true,
        isExtra: false,
      },
    ];
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      waiting.unshift(...(await this.#sendPart(next)));
    return this.#settlement;
  }

  /** Hands back what must be sent in smaller parts. */
  async #sendPart(part: Part): Promise<readonly Part[]> {
    const parcel = await this.#parcel(part.payload);
    if (parcel === undefined) {
      if (part.count > 1) return halvesOf(part, part.isExtra);
      return this.#settle('rejected', part.entries(), `larger than ${MOST_COMPRESSED_BYTES} bytes compressed`);
    }
    if (part.isExtra && !this.#spend()) return this.#settle('kept', part.entries(), SPENT);
    const sent = await this.#options.line.send(parcel);
    switch (sent.outcome) {
      case 'accepted':
        if (part.isBatch) this.#settlement.isWhole = true;
        else this.#settlement.accepted.push(...part.entries());
        return [];
      case 'unknown':
        return this.#settle('inDoubt', part.entries(), sent.reason);
      case 'kept':
        return this.#settle('kept', part.entries(), sent.reason);
      case 'too large':
        if (part.count > 1) return halvesOf(part, true);
        return this.#settle(...(await this.#verdict(part.entries(), sent.reason)));
      case 'refused':
        return this.#isolate(part.entries(), sent.reason);
    }
  }

  async #isolate(entries: readonly Entry[], refusal: string): Promise<[]> {
    const [outcome, , reason] = await this.#verdict(entries, refusal);
    if (outcome === 'kept') return this.#settle('kept', entries, reason);
    await isolate(entries, refusal, (some) => this.#ask(some), this.#settlement);
    return [];
  }

  /** The points are at fault only where the path takes a point that is good. */
  async #verdict(entries: readonly Entry[], reason: string): Promise<['rejected' | 'kept', readonly Entry[], string]> {
    if (this.#probed === undefined && this.#spend()) {
      const good = [await this.#options.knownGood()];
      const body = await compress(payloadOf(good), this.#options.compression);
      this.#probed = await this.#options.line.send({
        path: SERIES_PATH,
        body,
        encoding: this.#options.compression,
        repeatable: true,
      });
    }
    const probed = this.#probed;
    if (probed === undefined) return ['kept', entries, SPENT];
    if (probed.outcome === 'accepted') return ['rejected', entries, reason];
    const why = `${reason}; a known-good point is not taken either (${probed.reason}): the path is at fault`;
    if (probed.outcome === 'refused' || probed.outcome === 'too large') this.#options.line.stop(why);
    return ['kept', entries, why];
  }

  async #ask(entries: readonly Entry[]): Promise<Sent | undefined> {
    if (!this.#spend()) return undefined;
    const parcel = await this.#parcel(payloadOf(entries));
    return parcel === undefined ? undefined : this.#options.line.send(parcel);
  }

  #spend(): boolean {
    this.#extra += 1;
    return this.#extra <= MOST_EXTRA_REQUESTS;
  }

  /** Absent where the measured size is over the limit. */
  async #parcel(payload: Uint8Array): Promise<Parcel | undefined> {
    const { kind, compression, resendDistributions, begin, undone } = this.#options;
    const encoding = kind === 'series' ? compression : 'deflate';
    const body = await compress(payload, encoding);
    if (body.byteLength > MOST_COMPRESSED_BYTES) return undefined;
    const path = kind === 'series' ? SERIES_PATH : DISTRIBUTION_PATH;
    const parcel: Parcel = { path, body, encoding, repeatable: kind === 'series' || resendDistributions };
    if (kind === 'series') return parcel;
    return {
      ...parcel,
      ...(begin !== undefined && { begin }),
      undone: async () => {
        // Once a part is in, taking the note back would send that part twice after a crash.
        if (this.#settlement.accepted.length === 0 && this.#settlement.inDoubt.length === 0) await undone?.();
      },
    };
  }

  #settle(outcome: 'rejected' | 'kept' | 'inDoubt', entries: readonly Entry[], reason: string): [] {
    for (const entry of entries) this.#settlement[outcome].push({ entry, reason });
    return [];
  }
}

function halvesOf(part: Part, isExtra: boolean): readonly Part[] {
  return halvesByLength(part.entries()).map((entries) => ({
    count: entries.length,
    entries: () => entries,
    payload: payloadOf(entries),
    isBatch: false,
    isExtra,
  }));
}
