export { type CollectorReport, memoryState, Redactor } from '@metta-dd/core/runtime';
export { type CollectorPackage, readCollectorPackage } from './collector-package.js';
export { caseResult } from './conformance/case-checks.js';
export type { Check } from './conformance/check.js';
export { conformance } from './conformance/conformance.js';
export { OUTAGES } from './conformance/run-checks.js';
export {
  type Asked,
  type Misbehavior,
  type Scene,
  type ScriptedStandIn,
  type Source,
  type Subject,
  sourceOf,
} from './conformance/subject.js';
export { isDatadogUnit } from './datadog-units.js';
export { type FakeRun, fakeRun } from './fake-run.js';
export { noDataOf, valuesByMetric } from './report-readings.js';
export { type CollectorRun, NOTHING_SENT, runCollector } from './run-collector.js';
export { updateReadme } from './update-readme.js';
export { writeCatalog } from './write-catalog.js';
