import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Check, Expected, Peer } from '../peer.ts';
import { missingPython } from '../python.ts';
import { ApiServer } from './api-server.ts';
import { access, standInAnswersAlike, stoppedController } from './checks.ts';
import { install, RELEASES, type Release } from './install.ts';
import type { Truth } from './truth.ts';

// Run times grow by the seconds until the server is asked; no count is over 90.
const TOLERANCE = 0.01;
// Prices come from the cloud's catalogs, which nothing here may fetch; what is opt-in is left off.
const NOT_SHOWN = [
  'skypilot.cost.hourly_estimate',
  'skypilot.jobs.finished',
  ...['runtime_hours', 'estimated_cost_hourly', 'gpu_count', 'queue_wait_seconds', 'setup_seconds'].map(perJob),
  ...['total_duration_hours', 'total_cost_usd', 'time_to_failure_hours'].map(perJob),
];
const VIEWER_SINCE = 52;
// Servers before the first tell the place of no task without a cluster, those before the second of none with a
// fraction of a GPU, over which their list fails.
const LAST_PLACE_SINCE = 56;
const FRACTIONS_SINCE = 57;

/** A release of the real SkyPilot API server; only one of them can run at a time, since it has a port of its own. */
export class SkyPilotPeer implements Peer {
  readonly name = 'skypilot';
  readonly version: Release;
  #folder: string | undefined;
  #server: ApiServer | undefined;
  #truth: Truth | undefined;
  #api = 0;
  #token = '';

  constructor(version: Release) {
    this.version = version;
  }

  missing(): Promise<string | undefined> {
    return missingPython();
  }

  /** Installs what the cache does not have, and starts a server that knows of nothing. */
  async start(cacheFolder: string): Promise<void> {
    const python = await install(this.version, cacheFolder);
    this.#folder = await mkdtemp(join(tmpdir(), 'metta-dd-interop-skypilot-'));
    this.#server = await ApiServer.prepare(this.#folder, python);
    await this.#server.start();
    this.#api = await this.#server.apiVersion();
    this.#token = await this.#server.createToken(this.#api >= VIEWER_SINCE ? 'viewer' : undefined);
  }

  /** Writes jobs and clusters, in place of those of an earlier seed. */
  async seed(number = 1): Promise<void> {
    this.#truth = asTruth(await this.#started().seed({ seed: number }));
  }

  /** The truth, counted by the seed out of its rows. */
  async expected(): Promise<Expected> {
    const { values, places } = this.#seeded();
    const all = { ...values, ...places[placesOf(this.#api)] };
    return {
      config: { endpoint: this.#started().url, secrets: { token: this.#token } },
      values: Object.fromEntries(Object.entries(all).map(([metric, value]) => [`skypilot.${metric}`, value])),
      tolerance: TOLERANCE,
      notShown: NOT_SHOWN,
    };
  }

  /** What is checked beyond the values of a run. */
  checks(): readonly Check[] {
    const peer = { server: this.#started(), truth: this.#seeded(), token: this.#token, api: this.#api };
    return [
      { name: 'the stand-in against the server', run: () => standInAnswersAlike(peer) },
      { name: 'a controller that is stopped', run: () => stoppedController(peer) },
      { name: 'who is let in', run: () => access(peer) },
    ];
  }

  /** Ends the server and removes its data; what is installed stays for the next time. */
  async stop(): Promise<void> {
    await this.#server?.stop();
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
    this.#server = undefined;
    this.#folder = undefined;
    this.#truth = undefined;
  }

  #started(): ApiServer {
    if (this.#server === undefined) throw new Error('the peer has not been started');
    return this.#server;
  }

  #seeded(): Truth {
    if (this.#truth === undefined) throw new Error('the peer has not been seeded');
    return this.#truth;
  }
}

/** One peer for each release; each is stopped before the next is started. */
export const peers: readonly SkyPilotPeer[] = RELEASES.map((release) => new SkyPilotPeer(release));

function placesOf(api: number): keyof Truth['places'] {
  if (api < LAST_PLACE_SINCE) return 'live';
  return api < FRACTIONS_SINCE ? 'whole' : 'all';
}

function perJob(metric: string): string {
  return `skypilot.job.${metric}`;
}

function isTruth(value: unknown): value is Truth {
  const known = ['now', 'values', 'places', 'people', 'jobs', 'clusters'];
  return typeof value === 'object' && value !== null && known.every((key) => key in value);
}

function asTruth(value: unknown): Truth {
  if (!isTruth(value)) throw new Error('the seed printed something else than its truth');
  return value;
}
