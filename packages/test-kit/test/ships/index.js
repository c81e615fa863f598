import { Collector, defineCollector, mean, metric, noData, SourceError } from '@metta-dd/core';

const DAY = 86_400_000;

/** The ships of one harbour; without decorators, as plain JavaScript has to write it. */
class Fleet extends Collector {
  #ships;
  constructor(run, ships) {
    super(run);
    this.#ships = this.once('ships', ships);
  }
  async total() {
    return (await this.#ships()).length;
  }
  async age() {
    const ages = (await this.#ships()).map(({ built }) => (this.run.startedAt - new Date(built)) / DAY);
    return mean(ages) ?? noData('there is no ship');
  }
  async arrived() {
    return (await this.#ships()).map(({ name, arrived }) => ({ id: name, at: new Date(arrived), value: 1 }));
  }
}
const needs = ['ships:read'];
metric('ships.fleet.total', { unit: 'item', description: 'Ships in the harbour.', needs })(Fleet.prototype.total);
metric('ships.fleet.age', { unit: 'day', description: 'Mean age of the ships.', needs })(Fleet.prototype.age);
metric('ships.fleet.arrived', { type: 'count', event: true, unit: 'item', description: 'A ship arrived.', needs })(
  Fleet.prototype.arrived,
);

const KEYS = ['url', 'harbours'];
const jsonSchema = {
  type: 'object',
  properties: {
    url: { type: 'string', description: 'Where the harbour master answers.' },
    harbours: { type: 'array', items: { type: 'string' }, default: [], description: 'Harbours to read.' },
  },
};
const config = {
  '~standard': {
    version: 1,
    vendor: 'ships',
    validate: (value) => {
      const unknown = Object.keys(value).filter((key) => !KEYS.includes(key));
      return unknown.length === 0 ? { value } : { issues: unknown.map((key) => ({ message: `unknown key ${key}` })) };
    },
    jsonSchema: { input: () => jsonSchema, output: () => jsonSchema },
  },
};

class HarbourMaster {
  constructor(run) {
    this.run = run;
  }
  async ships(harbour) {
    const ships = [];
    for (let page = 1; page !== undefined; ) {
      const response = await this.run.fetch(`${this.run.config.url}/harbours/${harbour}/ships?page=${page}`, {
        headers: { authorization: `Bearer ${this.run.secrets.token}` },
      });
      if (!response.ok) throw new SourceError(`cannot list ships of ${harbour}: ${response.status}`);
      const { items, next } = await response.json();
      ships.push(...items);
      page = next;
    }
    return ships;
  }
}

export default defineCollector({
  id: 'ships',
  title: 'Ships',
  config,
  secrets: { token: { env: ['SHIPS_TOKEN'] } },
  collectors: [Fleet],
  open: async (run) => new HarbourMaster(run),
  targets: (api) => api.run.config.harbours.map((harbour) => ({ harbour })),
  create: (api, run, { harbour }) => new Fleet(run, () => api.ships(harbour)),
});
