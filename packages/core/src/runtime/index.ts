export { type Catalog, type CollectorCatalog, catalogOf } from './catalog.js';
export { type Clock, fixedClock, shiftedClock, systemClock } from './clock.js';
export type { EventMemory } from './events.js';
export { type Ending, EXIT, type ExitCode, exitCodeOf } from './exit.js';
export { HOST_KEYS, type HostKey } from './host-keys.js';
export type { Instance } from './instance.js';
export {
  createLogger,
  type LogFields,
  type Logger,
  type LoggerOptions,
  type LogLevel,
  type LogSubject,
} from './log.js';
export { type NetworkAccess, type NetworkOptions, openNetwork, type SecuredFetch } from './network.js';
export { type AnswerClass, instrumentedFetch, SourceClock, type TrafficOptions } from './network-traffic.js';
export { failedMetrics } from './outcome.js';
export { Redactor } from './redaction.js';
export { checkInstances } from './registry.js';
export type { CollectorReport, EventKeys, Failure, MissingMetric, RunReport, Series, Warning } from './report.js';
export { type Progress, type RunOptions, runCollectors } from './run.js';
export { type History, type LastDelivery, selfMetrics } from './self-metrics.js';
export { inShard, type Shard } from './shard.js';
export {
  type Fact,
  type Facts,
  memoryState,
  openState,
  type QuotaObservation,
  type StateFile,
  type StateOptions,
} from './state.js';
export type { CacheLimits } from './state-cache.js';
export type { StateEvents } from './state-events.js';
export { tagList, tagText, targetKey } from './tags.js';
export { type LastWords, startWatchdog, type Watch, type Watchdog, type WatchedRun } from './watchdog.js';
