import { expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { Collector, defineCollector, isCollectorManifest, metric, metricsOf, type NoData, noData } from './index.js';

const spec = { description: 'A metric.' };
const event = { type: 'count', event: true, description: 'An event.' } as const;

class Accepted extends Collector<object> {
  @metric('t.a.number', spec) number() {
    return 1;
  }
  @metric('t.a.sample', spec) async sample() {
    return { value: 1, tags: { a: 'b' } };
  }
  @metric('t.a.samples', { ...spec, present: true }) samples() {
    return [{ value: 1 }];
  }
  @metric('t.a.nothing', spec) async nothing() {
    return undefined;
  }
  @metric('t.a.maybe', spec) maybe(): number | undefined {
    return 1;
  }
  @metric('t.a.reason', { ...spec, needs: ['t:read'], tags: { kind: 'x' } })
  async reason(): Promise<number | NoData> {
    return noData('switched off');
  }
  @metric('t.a.event', event) async events() {
    return [{ id: '1', at: new Date(0), value: 1, tags: { state: 'done' } }];
  }
  @metric('t.a.no_event', event) noEvents() {
    return noData('there are none');
  }
}

class Refused extends Collector<object> {
  // @ts-expect-error forgets to return
  @metric('t.void', spec) forgets() {}
  // @ts-expect-error returns a string
  @metric('t.string', spec) text() {
    return '1';
  }
  // @ts-expect-error takes a parameter
  @metric('t.parameter', spec) parameter(n: number) {
    return n;
  }
  // @ts-expect-error may return null
  @metric('t.null', spec) nullable(): number | null {
    return null;
  }
  // @ts-expect-error returns a number where events are due
  @metric('t.event.number', event) eventNumber() {
    return 1;
  }
  // @ts-expect-error returns events without an id
  @metric('t.event.id', event) eventId() {
    return [{ at: new Date(), value: 1 }];
  }
  // @ts-expect-error declares a count that is no event: a total over a window is a gauge
  @metric('t.count', { ...spec, type: 'count' }) count() {
    return 1;
  }
  // @ts-expect-error is an event and the present state at once
  @metric('t.present', { ...event, present: true }) present() {
    return [];
  }
  // @ts-expect-error is a getter
  @metric('t.getter', spec) get level() {
    return 1;
  }
  // @ts-expect-error is static
  @metric('t.static', spec) static all() {
    return 1;
  }
  // @ts-expect-error is private, so that no list of metrics would show it
  @metric('t.private', spec) #hidden() {
    return 1;
  }
  readonly hide = () => this.#hidden();
  // @ts-expect-error misspells a key of the spec
  @metric('t.key', { description: 'A metric.', units: 'hour' }) key() {
    return 1;
  }
}

const neverEvaluated = () =>
  class extends Collector<object> {
    // @ts-expect-error is a field: the decorator would get no function
    @metric('t.field', spec) field = () => 1;
  };

class Stranger {
  // @ts-expect-error is not a collector
  @metric('t.stranger', spec) number() {
    return 1;
  }
}

const config = z.strictObject({ owner: z.string() });

const manifest = defineCollector({
  id: 't',
  title: 'T',
  config,
  secrets: { token: { env: ['T_TOKEN'], awsSecret: 't/token' }, key: { env: ['T_KEY'], optional: true } },
  collectors: [Accepted],
  open: async (run) => {
    expectTypeOf(run.secrets).toEqualTypeOf<{ readonly token: string; readonly key: string | undefined }>();
    expectTypeOf(run.config).toEqualTypeOf<{ owner: string }>();
    // @ts-expect-error a misspelt secret
    void run.secrets.tokn;
    // @ts-expect-error a misspelt key of the config
    void run.config.ownr;
    return { teams: async () => [{ team: run.config.owner }] };
  },
  targets: (api) => {
    // @ts-expect-error a misspelt member of the API
    void api.team;
    return api.teams();
  },
  create: (api, run, target) => {
    expectTypeOf(api.teams).returns.resolves.toEqualTypeOf<{ team: string }[]>();
    expectTypeOf(target).toEqualTypeOf<{ team: string }>();
    // @ts-expect-error a misspelt tag of the target
    void target.taem;
    return new Accepted(run);
  },
});

const validateOnly = { '~standard': { version: 1, vendor: 't', validate: (value: unknown) => ({ value }) } } as const;

const refusedManifests = () => {
  const right = { id: 't', title: 'T', config, secrets: {}, collectors: [Accepted] };
  const open = async () => ({});
  const targets = () => [{ team: 'a' }];
  return [
    defineCollector({
      ...right,
      open,
      targets,
      // @ts-expect-error a misspelt key of a secret
      secrets: { token: { env: ['T'], awsSecrt: 't' } },
      create: (_api, run) => new Accepted(run),
    }),
    defineCollector({
      ...right,
      open,
      targets,
      // @ts-expect-error a secret without its variables
      secrets: { token: {} },
      create: (_api, run) => new Accepted(run),
    }),
    defineCollector({
      ...right,
      open,
      targets,
      // @ts-expect-error a class that is no collector
      collectors: [Stranger],
      create: (_api, run) => new Accepted(run),
    }),
    // @ts-expect-error makes no collector
    defineCollector({ ...right, open, targets, create: () => new Stranger() }),
    // @ts-expect-error opens nothing
    defineCollector({ ...right, targets, create: (_api, run) => new Accepted(run) }),
    // @ts-expect-error opens synchronously, which tempts to import the SDK statically
    defineCollector({ ...right, open: () => ({}), targets, create: (_api, run) => new Accepted(run) }),
    // @ts-expect-error a tag that is no string
    defineCollector({ ...right, open, targets: () => [{ team: 1 }], create: (_api, run) => new Accepted(run) }),
    // @ts-expect-error a schema that cannot describe itself as JSON Schema
    defineCollector({ ...right, config: validateOnly, open, targets, create: (_api, run) => new Accepted(run) }),
  ];
};

test('lists the metrics of a class in source order, without an instance', () => {
  expect(
    metricsOf(Accepted).map(({ spec: { name, type, event: once, present } }) => [name, type, once, present]),
  ).toEqual([
    ['t.a.number', 'gauge', false, false],
    ['t.a.sample', 'gauge', false, false],
    ['t.a.samples', 'gauge', false, true],
    ['t.a.nothing', 'gauge', false, false],
    ['t.a.maybe', 'gauge', false, false],
    ['t.a.reason', 'gauge', false, false],
    ['t.a.event', 'count', true, false],
    ['t.a.no_event', 'count', true, false],
  ]);
});

test('refuses the rest when compiling', () => {
  expect([Refused, Stranger, neverEvaluated, refusedManifests].map((declared) => declared.name)).toEqual([
    'Refused',
    'Stranger',
    'neverEvaluated',
    'refusedManifests',
  ]);
});

test('recognises a manifest by its brand', () => {
  expect([manifest, { ...manifest }, { id: 't' }, undefined].map(isCollectorManifest)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test('a label is data on the function, so a second copy of core reads it', () => {
  const label = Object.getOwnPropertySymbols(Accepted.prototype.number).map((symbol) => symbol.description);

  expect(label).toEqual(['metta-dd.metric']);
});
