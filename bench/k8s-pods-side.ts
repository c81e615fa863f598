// A process of its own: reads all lists of the server at URL, by the collector or, as the yardstick, keeping nothing.
import { fetch } from '../packages/core/node_modules/undici/index.js';
import '../packages/collector-k8s/dist/api.js';
import k8s from '../packages/collector-k8s/dist/index.js';
import { collectOnce } from './collector-run.ts';

const [side, url = ''] = process.argv.slice(2);
// Both have loaded the same, and opened a connection, before anything is counted.
await (await fetch(`${url}/api/v1/nodes`)).json();
const before = process.cpuUsage();
if (side === 'collector') {
  const config = { clusterName: 'bench', auth: 'token', server: url };
  await collectOnce({ manifest: k8s, config, secrets: { token: 'bench' }, startedAt: new Date() });
} else {
  for (const path of ['nodes', 'deployments']) await (await fetch(`${url}/${path}`)).json();
  for (let token: string | undefined = ''; token !== undefined; ) {
    const answer = await fetch(`${url}/api/v1/pods?limit=500&continue=${token}`);
    const { metadata } = Object(await answer.json());
    token = metadata.continue;
  }
  await (await fetch(`${url}/apis/metrics.k8s.io/v1beta1/pods`)).json();
}
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ cpuMs: (user + system) / 1000, peakMib: process.resourceUsage().maxRSS / 1024 }));
process.exit(0);
