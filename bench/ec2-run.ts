// One process that collects EC2 once: AT CONFIG SECRETS. Prints requests, time and peak memory.
import { collectOnce } from './collector-run.ts';

const [at = '', config = '', secrets = ''] = process.argv.slice(2);
const { default: manifest } = await import('../packages/collector-ec2/dist/index.js');
const began = performance.now();
const { requests } = await collectOnce({
  manifest,
  config: JSON.parse(config),
  secrets: JSON.parse(secrets),
  startedAt: new Date(at),
});
const seconds = (performance.now() - began) / 1000;
console.log(JSON.stringify({ requests, seconds, peakMiB: process.resourceUsage().maxRSS / 1024 }));
