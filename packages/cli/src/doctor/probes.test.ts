import { Collector, defineCollector, metric } from '@metta-dd/core';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { probesOf } from './probes.js';

class Ports extends Collector<unknown> {
  @metric('ports.open', { unit: 'item', description: 'Open ports.', needs: ['harbor:read', 'sea:read'] })
  open() {
    return 1;
  }

  @metric('ports.shut', { unit: 'item', description: 'Shut ports.', needs: ['sea:read', 'harbor:read'] })
  shut() {
    return 1;
  }

  @metric('ports.deep', { unit: 'item', description: 'Deep ports.', needs: ['sea:read'] })
  deep() {
    return 1;
  }
}

const manifest = defineCollector({
  id: 'ports',
  title: 'Ports',
  config: z.strictObject({}),
  secrets: {},
  collectors: [Ports],
  open: async () => ({}),
  targets: () => [{ sea: 'north' }],
  create: (_, run) => [new Ports(run)],
});

test('asks for one metric of each set of permissions', () => {
  const all = probesOf({ manifest });
  const narrowed = probesOf({ manifest, wants: (name) => name !== 'ports.open' });

  expect(all).toEqual([
    { metric: 'ports.open', metrics: ['ports.open', 'ports.shut'] },
    { metric: 'ports.deep', metrics: ['ports.deep'] },
  ]);
  expect(narrowed.map(({ metric: name }) => name)).toEqual(['ports.shut', 'ports.deep']);
});
