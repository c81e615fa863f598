// A process of its own for a GitHub with a hundred repositories and quota without end: AT.
import { startStandIn } from '../packages/local-datadog/dist/index.js';
import { generateWorld, gitHubHandler, readHistory } from '../packages/sandbox/dist/index.js';

const TOKEN = 'e83b6f0c2d7a4915bb61f2e09c5d3a874f10d6e2';
const PLENTY = 1_000_000;

const at = new Date(process.argv[2] ?? '');
const world = generateWorld(await readHistory(), { at, seed: 1, profile: 'fleet' });
const handler = gitHubHandler(world, { token: TOKEN, limits: { rest: PLENTY, graphql: PLENTY } });
const standIn = await startStandIn({ handler, now: at });
const repos = world.repositories.map(({ owner, name }) => `${owner}/${name}`);
const config = JSON.stringify({ collectors: { github: { repos, baseUrl: standIn.url } } });
console.log(JSON.stringify({ url: standIn.url, env: { GITHUB_TOKEN: TOKEN }, config }));
process.once('SIGTERM', () => void standIn.close().then(() => process.exit(0)));
