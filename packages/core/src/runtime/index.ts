export { type Clock, fixedClock, shiftedClock, systemClock } from './clock.js';
export type { Instance } from './instance.js';
export {
  createLogger,
  type LogFields,
  type Logger,
  type LoggerOptions,
  type LogLevel,
  type LogSubject,
} from './log.js';
export { Redactor } from './redaction.js';
export type { CollectorReport, Failure, MissingMetric, RunReport, Series, Warning } from './report.js';
