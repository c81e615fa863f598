import { createHash } from 'node:crypto';
import { Refusal } from './refusal.js';

/** One finished request as `/api/get` answers it. */
export interface StoredRequest {
  readonly id: string;
  readonly failed: boolean;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Requests with their results, found again by a prefix of their id. */
export class RequestStore {
  readonly #requests: StoredRequest[] = [];

  /** An id that nothing was stored under: every answer carries one, of which most lead nowhere. */
  mint(): string {
    return uuidOf(`unstored ${this.#requests.length}`);
  }

  /** Runs what was asked for and keeps its outcome; returns the id to ask for it with. */
  run(name: string, now: Date, work: () => unknown): string {
    const id = uuidOf(`request ${this.#requests.length}`);
    const outcome = outcomeOf(work);
    const seconds = now.getTime() / 1000;
    this.#requests.push({
      id,
      failed: outcome.status === 'FAILED',
      payload: {
        request_id: id,
        name,
        // Pickles of None, which no client may open.
        entrypoint: 'gAROLg==',
        request_body: 'gAROLg==',
        ...outcome,
        created_at: seconds,
        finished_at: seconds,
        user_id: 'sa-0000000000000000',
        user_name: 'sandbox',
        schedule_type: name === 'sky.status' ? 'short' : 'long',
        cluster_name: null,
        status_msg: null,
        should_retry: false,
        pid: 4711,
        file_mounts_blob_id: null,
      },
    });
    return id;
  }

  /** The requests whose id starts so. */
  find(prefix: string): readonly StoredRequest[] {
    return this.#requests.filter(({ id }) => id.startsWith(prefix));
  }
}

function outcomeOf(work: () => unknown) {
  try {
    return { status: 'SUCCEEDED', return_value: JSON.stringify(work()), error: 'null' };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const told = { object: 'gAROLg==', type: error.type, message: error.message };
    return { status: 'FAILED', return_value: 'null', error: JSON.stringify(told) };
  }
}

function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
