// A process of its own for the stand-ins of all six sources: LATENCY_MS AT BRANCHES.
import { readFileSync } from 'node:fs';
import { startSandbox } from '../packages/sandbox/dist/index.js';

const [latencyMs = '', at = '', branches = ''] = process.argv.slice(2);
const services = ['github', 'skypilot', 'asana', 'ec2', 'wandb', 'k8s'];
const profile = { branches: Number(branches) };
const sandbox = await startSandbox({ services, at: new Date(at), latencyMs: Number(latencyMs), profile });
const config = readFileSync(sandbox.env.METTA_DD_CONFIG ?? '', 'utf8');
console.log(JSON.stringify({ url: sandbox.services.github?.url, env: sandbox.env, config }));
process.once('SIGTERM', () => void sandbox.close().then(() => process.exit(0)));
setInterval(() => {}, 2 ** 30);
