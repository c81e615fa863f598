import { reasonOf } from '@metta-dd/core';
import { type LastDelivery, type RunReport, type StateFile, selfMetrics, type Warning } from '@metta-dd/core/runtime';
import { readLastDelivery, writeLastDelivery } from './last-delivery.js';
import { type Delivered, type Sending, send } from './send.js';

/** What delivering a run takes. */
export interface Delivery extends Sending {
  readonly state: StateFile;
}

/** Sends the series of a run and the metrics about the run itself, and notes what need not be sent again. */
export async function deliverReport(report: RunReport, delivery: Delivery): Promise<Delivered> {
  const { tags, state } = delivery;
  const { startedAt } = report;
  const { last, warnings } = await lastDelivery(delivery);
  const own = selfMetrics(report, tags, state, last);
  const series = [...report.collectors.flatMap((collector) => collector.series), ...own];
  const delivered = await send(series, delivery, {
    eventsSettled: ({ scope, ids }) => state.events.remember([{ scope, ids }], startedAt),
  });
  state.events.remember(
    report.collectors.flatMap(({ settledEvents }) => settledEvents),
    startedAt,
  );
  for (const { id, state: outcome } of report.collectors) if (outcome === 'ok') state.succeeded(id, startedAt);
  await writeLastDelivery(state, delivered.reports, startedAt);
  return { ...delivered, warnings: [...warnings, ...delivered.warnings] };
}

// Metrics about the delivery before must not keep those of this run from being sent.
async function lastDelivery({ state, spool, destinations, clock, log }: Delivery): Promise<{
  readonly last?: LastDelivery | undefined;
  readonly warnings: readonly Warning[];
}> {
  const names = destinations.map(({ name }) => name);
  try {
    return { last: await readLastDelivery(state, spool, names, clock.now()), warnings: [] };
  } catch (error) {
    const warning = { message: 'cannot tell of the delivery before', fields: { reason: reasonOf(error) } };
    log.warn(warning.message, warning.fields);
    return { warnings: [warning] };
  }
}
