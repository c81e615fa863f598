import type { Collector } from './collector.js';
import type { Events, Reading, Tags } from './reading.js';

/** What is known of a metric without running anything. */
export interface MetricSpec {
  readonly name: string;
  readonly type: 'gauge' | 'count' | 'distribution';
  /** What happens once, sent once; switched on by the configuration. */
  readonly event: boolean;
  /** A unit of Datadog's list; a rate is written `step/second`. */
  readonly unit?: string;
  readonly description: string;
  /** The permissions at the source that the metric takes. */
  readonly needs: readonly string[];
  /** The level as of now: no data where the run is asked for another time than the source's own. */
  readonly present: boolean;
  readonly tags: Tags;
}

interface Described {
  readonly unit?: string;
  readonly description: string;
  readonly needs?: readonly string[];
  readonly tags?: Tags;
}

interface Level extends Described {
  readonly type?: 'gauge';
  readonly event?: false;
  readonly present?: boolean;
}

interface Happening extends Described {
  readonly type: 'gauge' | 'count' | 'distribution';
  readonly event: true;
}

/** A method that `metric` has labelled. */
export type MetricMethod = () => Reading | Events | Promise<Reading | Events>;

// `any`: a decorator that is generic over the class it stands in has no other bound than every collector.
type MethodDecorator<Result> = <
  // biome-ignore lint/suspicious/noExplicitAny: see above
  This extends Collector<any>,
  Method extends (this: This) => Result | Promise<Result>,
>(
  method: Method,
  context: ClassMethodDecoratorContext<This, Method> & { readonly static: false; readonly private: false },
) => void;

// Registered globally so that two installed copies of core still recognise each other's metrics.
const SPEC = Symbol.for('metta-dd.metric');

/** Marks a collector method as the source of one metric; it labels the function and changes nothing else. */
export function metric(name: string, spec: Happening): MethodDecorator<Events>;
export function metric(name: string, spec: Level): MethodDecorator<Reading>;
export function metric(name: string, spec: Level | Happening): (method: MetricMethod) => void {
  const full: MetricSpec = { type: 'gauge', event: false, present: false, needs: [], tags: {}, ...spec, name };
  return (method) => void Object.assign(method, { [SPEC]: full });
}

/** Lists the metrics that a collector class declares, in source order, without an instance. */
export function metricsOf(collector: {
  readonly prototype: object;
}): { readonly spec: MetricSpec; readonly method: MetricMethod }[] {
  return Object.values(Object.getOwnPropertyDescriptors(collector.prototype)).flatMap(({ value }) =>
    typeof value === 'function' && SPEC in value ? [{ spec: value[SPEC], method: value }] : [],
  );
}
