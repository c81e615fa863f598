import type { CollectorManifest } from '@metta-dd/core';
import type { StandIn } from '@metta-dd/local-datadog';
import type { Answered, Asked } from './wire/exchange.js';

/** A world of a source behind its stand-in. */
export interface Scene {
  readonly standIn: StandIn;
  readonly startedAt: Date;
  readonly secrets: Readonly<Record<string, string>>;
  /** A metric that counts something, and how much of it there is in the world. */
  readonly population: { readonly metric: string; readonly value: number };
  /** The block of the configuration for a collector that finds the source at `url`. */
  config(url: string): Readonly<Record<string, unknown>>;
}

/** A page of a listing. */
export interface Place {
  readonly listing: string;
  /** 1, or 2 for any later one. */
  readonly page: 1 | 2;
}

/** How the pages of one listing of a source look on the wire, to make faults in them. */
export interface Paging {
  /** Nothing for a request that is for no page of the watched listing. */
  placeOf(asked: Asked): Place | undefined;
  /** Told of every answer as it came, for sources that ask first and fetch later. */
  saw?(asked: Asked, answer: Answered): void;
  /** Fields that every row has, each of which is made null in a run of its own. */
  readonly required: readonly string[];
  /** The same page with null in a field of its first row. */
  nulled(page: Answered, field: string): Answered;
  /** The same page with the last row of the one before in front. */
  repeated(page: Answered, before: Answered): Answered;
  /** Where pages are linked. */
  readonly links?: Links;
}

export interface Links {
  /** A page without rows, behind which comes the one that was asked for. */
  emptied(page: Answered, asked: Asked): Answered;
  /** The request as it would be without such a page; nothing where it does not come from one. */
  behindEmpty(asked: Asked): Asked | undefined;
  /** The same page, with itself as the next one. */
  looped(page: Answered, asked: Asked): Answered;
}

/** A source with its collector. */
export interface Source {
  readonly id: string;
  /** The collector, with waits that take no time. */
  readonly manifest: CollectorManifest;
  /** Made anew for each run. */
  paging(): Paging;
  /** A refusal with a status, in the words of the source. */
  refusal(status: number): Answered;
  /** A refusal for too much at a time, where a source has one that is told from any other 403. */
  readonly secondaryLimit?: Answered;
  /** A world so many times as large as the one in which faults are made. */
  open(size: number): Promise<Scene>;
  /** Two sizes, one ten times the other. */
  readonly tenfold: readonly [number, number];
}

export function jsonAnswer(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Answered {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(JSON.stringify(body)),
  };
}
