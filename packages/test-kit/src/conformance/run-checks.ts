import { metricsOf } from '@metta-dd/core';
import { type CollectorReport, type EventMemory, targetKey } from '@metta-dd/core/runtime';
import { type Check, refuse } from './check.js';
import { collected, within } from './collected.js';
import type { Asked, Misbehavior, Subject } from './subject.js';

/** What a source does when it is broken; under each of them no metric may have a value. */
export const OUTAGES: Readonly<Record<string, Misbehavior>> = {
  'answers 500': { status: 500, body: { message: 'broken' } },
  'answers 403': { status: 403, body: { message: 'Forbidden' } },
  'answers 429 with Retry-After': { status: 429, headers: { 'retry-after': '3600' }, body: { message: 'slow down' } },
  'answers 429 without Retry-After': { status: 429, body: { message: 'slow down' } },
  'truncates its JSON': { cut: 7 },
  'answers HTML with 200': {
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: '<!doctype html><title>Sign in</title>',
  },
  'resets the connection': { reset: true },
};

/** What a collector must do with a source, whatever the source is. */
export function runChecks(subject: Subject): readonly Check[] {
  return [
    ...Object.entries(OUTAGES).map(([outage, rule]) => outageCheck(subject, outage, rule)),
    ...subject.secondPages.map((page) => secondPageCheck(subject, page)),
    emptyCheck(subject),
    repeatCheck(subject),
    onceCheck(subject),
    tagsCheck(subject),
    ...(subject.secondTarget === undefined ? [] : [secondTargetCheck(subject, subject.secondTarget)]),
    eventsCheck(subject),
  ];
}

const declared = ({ manifest }: Subject) =>
  manifest.collectors
    .flatMap(metricsOf)
    .map(({ spec }) => spec)
    .filter(({ event }) => !event)
    .map(({ name }) => name);

function outageCheck(subject: Subject, outage: string, rule: Misbehavior): Check {
  return {
    name: `a source that ${outage} gives no value, and every metric is listed as failed`,
    run: () =>
      within(subject, 'ordinary', async (source) => {
        source.misbehave(rule);
        const report = await collected(subject, source);
        const failed = new Set(report.failures.flatMap(({ metrics }) => metrics));
        const switchedOff = new Set(report.noData.map(({ metric }) => metric));
        refuse([
          ...report.series.map(({ metric, points }) => `${metric} has the value ${points[0]?.[1]}`),
          ...declared(subject)
            .filter((name) => !failed.has(name) && !switchedOff.has(name))
            .map((name) => `${name} is neither a value, no data nor a failure`),
          ...(report.state === 'failed' || switchedOff.size > 0 ? [] : ['the collector does not say that it failed']),
        ]);
      }),
  };
}

function secondPageCheck(subject: Subject, { match, metrics }: Subject['secondPages'][number]): Check {
  return {
    name: `a second page that fails takes its metrics with it: ${metrics.join(', ')}`,
    run: () =>
      within(subject, 'ordinary', async (source) => {
        source.misbehave({ ...(match && { match }), status: 404, body: { message: 'Not Found' } });
        const report = await collected(subject, source);
        const failed = new Set(report.failures.flatMap((failure) => failure.metrics));
        const sent = new Set(report.series.map(({ metric }) => metric));
        refuse([
          ...metrics.filter((name) => !failed.has(name)).map((name) => `${name} did not fail`),
          ...metrics.filter((name) => sent.has(name)).map((name) => `${name} has a value of half a listing`),
          ...(report.series.length > 0 || metrics.length === declared(subject).length
            ? []
            : ['metrics of other listings are gone as well']),
        ]);
      }),
  };
}

function emptyCheck(subject: Subject): Check {
  return {
    name: 'an empty source gives zeros where zero is an answer, and no data for means, ratios, quantiles and ages',
    run: () =>
      within(subject, 'empty', async (source) => {
        const report = await collected(subject, source);
        const known = new Set(subject.numbersOfNothing);
        const sent = new Map(report.series.map(({ metric, points }) => [metric, points[0]?.[1]]));
        refuse([
          ...report.failures.map(({ reason, metrics }) => `${metrics.join(', ')} failed: ${reason}`),
          ...[...sent].flatMap(([name, value]) => (known.has(name) ? [] : [`${name} is ${value} of nothing`])),
          ...subject.numbersOfNothing.filter((name) => !sent.has(name)).map((name) => `${name} has no number`),
        ]);
      }),
  };
}

function repeatCheck(subject: Subject): Check {
  return {
    name: 'the same source gives the same series twice',
    run: () =>
      within(subject, 'ordinary', async (source) => {
        const [first, second] = [await collected(subject, source), await collected(subject, source)];
        if (comparable(first) !== comparable(second))
          refuse(['two runs differ: a clock, chance or an order that the source does not promise']);
      }),
  };
}

function onceCheck(subject: Subject): Check {
  const asks = (request: Asked) => subject.asks?.(request) ?? identity(request);
  return {
    name: 'nothing is fetched twice in a run',
    run: () =>
      within(subject, 'ordinary', async (source) => {
        await collected(subject, source);
        const groups = Map.groupBy(source.requests, asks);
        refuse([...groups].flatMap(([what, { length }]) => (length > 1 ? [`asked ${length} times: ${what}`] : [])));
      }),
  };
}

function tagsCheck(subject: Subject): Check {
  return {
    name: 'tags hold no secret, and there are no more series than declared',
    run: () =>
      within(subject, 'ordinary', async (source) => {
        const { series, state, failures } = await collected(subject, source);
        const tags = new Set(series.flatMap((one) => one.tags));
        const leaks = Object.entries(source.secrets).flatMap(([name, secret]) =>
          [...tags].some((tag) => tag.includes(secret.toLowerCase())) ? [`a tag shows the secret ${name}`] : [],
        );
        refuse([
          ...leaks,
          ...(series.length <= subject.maxSeries ? [] : [`${series.length} series, ${subject.maxSeries} declared`]),
          ...(state === 'ok' ? [] : failures.map(({ reason }) => `the ordinary scene fails: ${reason}`)),
        ]);
      }),
  };
}

function secondTargetCheck(subject: Subject, match: NonNullable<Misbehavior['match']>): Check {
  return {
    name: 'a target that fails leaves the other as it was',
    run: () =>
      within(subject, 'two targets', async (source) => {
        const whole = await collected(subject, source);
        source.misbehave({ match, status: 500, body: { message: 'broken' } });
        const half = await collected(subject, source);
        const failed = new Set(half.failures.map(({ target = {} }) => targetKey(target)));
        const others = new Set(half.series.map(({ tags }) => tags.join(',')));
        const before = whole.series.filter(({ tags }) => others.has(tags.join(',')));
        refuse([
          ...(failed.size === 1 ? [] : [`${failed.size} targets failed instead of one`]),
          ...(half.series.length > 0 ? [] : ['the other target has no series']),
          ...(JSON.stringify(before) === JSON.stringify(half.series)
            ? []
            : ['the other target has other series than without the failure']),
        ]);
      }),
  };
}

function eventsCheck(subject: Subject): Check {
  return {
    name: 'event ids are unique in a run and the same in the next',
    run: () =>
      within(subject, 'ordinary', async (source) => {
        const [first, second] = [await eventsOf(subject, source), await eventsOf(subject, source)];
        refuse([
          // Core refuses a reading in which an id stands twice.
          ...first.failures.map(({ metrics, reason }) => `${metrics.join(', ')}: ${reason}`),
          ...(first.ids.join('\n') === second.ids.join('\n') ? [] : ['the ids of a second run are others']),
        ]);
      }),
  };
}

async function eventsOf(subject: Subject, source: Parameters<typeof collected>[1]) {
  const nothing: EventMemory = { knows: () => false, seen: () => new Set() };
  const { settledEvents, failures } = await collected(subject, source, nothing);
  // In the order in which the metrics ended, which is another one each time.
  const ids = settledEvents.flatMap(({ scope, ids: own }) => own.map((id) => `${scope} ${id}`)).toSorted();
  return { ids, failures };
}

const comparable = ({ series, noData }: CollectorReport) => JSON.stringify([series, noData]);

const identity = ({ method, path, query, body }: Asked) =>
  `${method} ${path} ${JSON.stringify(query)} ${body.json === undefined ? (body.form ?? body.sha256) : JSON.stringify(body.json)}`;
