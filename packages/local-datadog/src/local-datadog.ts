import { MetricRegistry } from './api/metric-registry.js';
import { metricsApi } from './api/metrics-api.js';
import { distributionsApi } from './intake/distributions.js';
import type { Intake } from './intake/intake.js';
import { seriesV1Api } from './intake/series-v1.js';
import { seriesV2Api } from './intake/series-v2.js';
import { validateApi } from './intake/validate.js';
import { Ledger, type LedgerEntry } from './ledger.js';
import { resultPage } from './page.js';
import type { Clock } from './stand-in/clock.js';
import { byMethod } from './stand-in/control.js';
import { firstOf } from './stand-in/exchange.js';
import type { Faults } from './stand-in/faults.js';
import type { RecordedRequest } from './stand-in/request-log.js';
import { startStandIn } from './stand-in/stand-in.js';
import { type AcceptedSeries, SeriesStore } from './store.js';
import { verifyNothingLost } from './strictness.js';

/** How a local Datadog is made. */
export interface LocalDatadogOptions {
  /** The port on 127.0.0.1; 0, the default, takes a free one. */
  readonly port?: number;
  /** Where its clock stands; wins over `now`. */
  readonly at?: Date;
  /** The clock to follow; the default is the real one. */
  readonly now?: () => Date;
  /** The API keys it knows; absent, every key that is not empty. */
  readonly apiKeys?: readonly string[];
  /** The application keys it knows; absent, every key that is not empty. */
  readonly appKeys?: readonly string[];
  /** Whether `verify` also throws when the intake silently lost or changed anything. */
  readonly strict?: boolean;
  /** Milliseconds every request waits before it is handled. */
  readonly latencyMs?: number;
  /** Milliseconds a client may take to send a request before 408; the default is 60,000. */
  readonly requestTimeoutMs?: number;
}

/** One stored value or the samples of one second, with its series. */
export interface AcceptedPoint {
  readonly metric: string;
  readonly tags: readonly string[];
  /** POSIX seconds. */
  readonly timestamp: number;
  readonly value: number | readonly number[];
}

/** A running local Datadog on 127.0.0.1. */
export interface LocalDatadog {
  /** Without a trailing slash; the value for `DD_URL`. */
  readonly url: string;
  readonly clock: Clock;
  readonly faults: Faults;
  /** What was accepted, or that of one metric, sorted by name and tags. */
  series(metric?: string): readonly AcceptedSeries[];
  /** The accepted points, in the order of `series`. */
  points(metric?: string): readonly AcceptedPoint[];
  /** What was lost after a 202: dropped, or replaced by another value of the same second. */
  dropped(): readonly LedgerEntry[];
  /** Everything the intake did silently: also tags and names normalized, and points that came again. */
  ledger(): readonly LedgerEntry[];
  requests(): readonly RecordedRequest[];
  /** Requests to paths that this Datadog does not have. */
  unexpected(): readonly RecordedRequest[];
  /** Forgets series, ledger, requests and fault rules. */
  reset(): void;
  /** Throws when the traffic was not as scripted or, in strict mode, anything was lost or changed. */
  verify(): void;
  close(): Promise<void>;
}

/** Starts a local Datadog that takes metrics under the real intake's rules. */
export async function startLocalDatadog(options: LocalDatadogOptions = {}): Promise<LocalDatadog> {
  const store = new SeriesStore();
  const ledger = new Ledger();
  const registry = new MetricRegistry(store);
  const { apiKeys, appKeys } = options;
  const intake: Intake = { store, ledger, apiKeys };
  const standIn = await startStandIn({
    handler: firstOf([
      seriesV2Api(intake),
      seriesV1Api(intake),
      distributionsApi(intake),
      validateApi(intake),
      metricsApi(registry, { apiKeys, appKeys }),
      resultPage(store, ledger),
    ]),
    now: options.at ?? options.now ?? (() => new Date()),
    notFound: () => ({ status: 404, body: { errors: ['Not found'] } }),
    refusal: (status, reason) => ({ status, body: { errors: [reason] } }),
    control: {
      series: byMethod({
        GET: ({ url }) => ({ status: 200, body: store.list(url.searchParams.get('metric') ?? undefined) }),
      }),
      dropped: byMethod({ GET: () => ({ status: 200, body: ledger.dropped }) }),
      ledger: byMethod({ GET: () => ({ status: 200, body: ledger.entries }) }),
    },
    ...pick(options),
  });
  return {
    url: standIn.url,
    clock: standIn.clock,
    faults: standIn.faults,
    series: (metric) => store.list(metric),
    points: (metric) => store.list(metric).flatMap(pointsOf),
    dropped: () => ledger.dropped,
    ledger: () => ledger.entries,
    requests: () => standIn.requests,
    unexpected: () => standIn.unexpected,
    reset() {
      store.clear();
      ledger.clear();
      registry.clear();
      standIn.reset();
    },
    verify() {
      standIn.verify();
      if (options.strict) verifyNothingLost(standIn.url, ledger);
    },
    close: () => standIn.close(),
  };
}

function pick({ port, latencyMs, requestTimeoutMs }: LocalDatadogOptions) {
  return {
    ...(port === undefined ? {} : { port }),
    ...(latencyMs === undefined ? {} : { latencyMs }),
    ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }),
  };
}

function pointsOf({ metric, tags, points }: AcceptedSeries): AcceptedPoint[] {
  return points.map(([timestamp, value]) => ({ metric, tags, timestamp, value }));
}
