// A process of its own for stand-ins, so that what they cost is not measured: SERVICE PROFILE LATENCY_MS AT.
import { readFileSync } from 'node:fs';
import { startSandbox } from '../packages/sandbox/dist/index.js';

const [service = '', profile = 'standard', latencyMs = '0', at = ''] = process.argv.slice(2);
const sandbox = await startSandbox({
  services: [service],
  at: new Date(at),
  latencyMs: Number(latencyMs),
  ...(profile === 'bench' ? { profile } : {}),
});
const config = readFileSync(sandbox.env.METTA_DD_CONFIG ?? '', 'utf8');
console.log(JSON.stringify({ url: sandbox.services[service]?.url, env: sandbox.env, config }));
process.once('SIGTERM', () => void sandbox.close().then(() => process.exit(0)));
setInterval(() => {}, 2 ** 30);
