import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A collector written without core, as somebody outside would publish it: only the symbols are shared. */
const source = (id: string, body: string) => `class Only {
  ${body}
}
Object.assign(Only.prototype.value, { [Symbol.for('metta-dd.metric')]: {
  name: '${id}.fleet.ships', type: 'gauge', event: false, present: false, unit: 'item', description: 'Ships.', needs: [], tags: {},
} });
const config = { '~standard': {
  version: 1, vendor: 'strangers', validate: (value) => ({ value: value ?? {} }),
  jsonSchema: { input: () => ({ type: 'object' }), output: () => ({ type: 'object' }) },
} };
export default {
  apiVersion: 1, id: '${id}', title: '${id}', config, secrets: {}, collectors: [Only],
  open: async () => ({}), targets: () => [{ harbour: 'bergen' }], create: () => new Only(),
  [Symbol.for('metta-dd.collector')]: true,
};
`;

export interface Stranger {
  readonly name: string;
  readonly id: string;
  readonly version?: string;
  readonly apiVersion?: number;
  /** The metric method; what it returns is the value. */
  readonly body?: string;
  /** Leaves the block out that lists the collectors. */
  readonly blockless?: true;
  /** Leaves the module out. */
  readonly moduleless?: true;
}

/** Writes the sources of a collector package of somebody else's and returns its folder. */
export function writeStranger(under: string, stranger: Stranger): string {
  const { name, id, version = '6.6.6', apiVersion = 1, body = 'value() { return 5; }' } = stranger;
  const folder = join(under, name.replace('/', '__'), version);
  mkdirSync(folder, { recursive: true });
  const block = { apiVersion, collectors: [{ id, title: id, module: './index.js' }] };
  const pjson = {
    name,
    version,
    type: 'module',
    oclif: {},
    keywords: ['metta-dd-collector'],
    files: ['index.js'],
    ...(stranger.blockless !== true && { 'metta-dd': block }),
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(pjson));
  writeFileSync(join(folder, stranger.moduleless === true ? 'other.js' : 'index.js'), source(id, body));
  return folder;
}
