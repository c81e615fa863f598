// A process of its own for AWS with as many instances in seventeen regions: INSTANCES AT.
import { startStandIn } from '../packages/local-datadog/dist/index.js';
import { awsHandler, generateAwsWorld } from '../packages/sandbox/dist/index.js';

const ACCOUNT = '751442549699';
const KEY = 'bench-key-of-nobody';
const SECRET = '5a9d0e7c41b2f8663d1ea07b94c85f20';
const REGIONS = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'sa-east-1'],
  ...['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-central-1', 'eu-north-1'],
  ...['ap-south-1', 'ap-southeast-1', 'ap-southeast-2', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3'],
];

const instances = Number(process.argv[2]);
const at = new Date(process.argv[3] ?? '');
const each = Math.floor(instances / REGIONS.length);
const rest = instances - each * REGIONS.length;
const counts = Object.fromEntries(REGIONS.map((region, index) => [region, each + (index < rest ? 1 : 0)]));
const world = generateAwsWorld({ at, seed: 1, accounts: { [ACCOUNT]: counts } });
const standIn = await startStandIn({ handler: awsHandler(world, { keys: { [KEY]: ACCOUNT } }), now: at });
const config = JSON.stringify({ collectors: { ec2: { endpoint: standIn.url, region: 'us-east-1' } } });
console.log(JSON.stringify({ url: standIn.url, env: { accessKeyId: KEY, secretAccessKey: SECRET }, config }));
process.once('SIGTERM', () => void standIn.close().then(() => process.exit(0)));
