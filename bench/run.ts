// Prints figures measured side by side in one run: `--json` a line a figure, `--only NAME` one group or one figure.
import { parseArgs } from 'node:util';
import { daemon } from './daemon.ts';
import { ec2Instances } from './ec2.ts';
import { type Bench, type Figure, keeps } from './figure.ts';
import { githubRequests, githubWall } from './github.ts';
import { githubFleet } from './github-fleet.ts';
import { k8sPods } from './k8s-pods.ts';
import { sender } from './sender.ts';
import { six } from './six.ts';
import { spool } from './spool.ts';
import { startup } from './startup.ts';

const BENCHES: readonly Bench[] = [
  startup,
  githubRequests,
  githubWall,
  githubFleet,
  ec2Instances,
  six,
  k8sPods,
  sender,
  spool,
  daemon,
];

const { values } = parseArgs({ options: { json: { type: 'boolean' }, only: { type: 'string' } } });
const { only } = values;
const chosen = BENCHES.filter(({ name }) => only === undefined || only === name || only.startsWith(`${name}.`));
if (chosen.length === 0) {
  console.error(`there is no bench "${only}"; known: ${BENCHES.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

let kept = true;
for (const bench of chosen) {
  if (values.json !== true) console.log(`\n${bench.name}: ${bench.about}`);
  for (const figure of await bench.measure()) {
    if (only !== undefined && only !== bench.name && only !== figure.name) continue;
    kept &&= keeps(figure);
    console.log(values.json === true ? JSON.stringify(lineOf(figure)) : textOf(figure));
  }
}
process.exitCode = kept ? 0 : 1;

function lineOf(figure: Figure): object {
  const { name, value, unit, bar } = figure;
  return { name, value, unit, bar: bar?.value, ok: keeps(figure) };
}

function textOf(figure: Figure): string {
  const { name, value, unit, bar } = figure;
  const number = Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 2 : 1);
  const limit = bar === undefined ? '' : `(${bar.kind === 'below' ? 'at most' : 'at least'} ${bar.value})`;
  return `  ${name.padEnd(44)} ${number.padStart(10)} ${unit.padEnd(9)} ${limit} ${keeps(figure) ? '' : 'MISSED'}`.trimEnd();
}
