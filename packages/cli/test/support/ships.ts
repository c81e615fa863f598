import { type CollectorManifest, defineCollector } from '@metta-dd/core';
import { z } from 'zod';
import type { Found } from '../../src/discovery.js';

/** A collector with a strict schema, two secrets and an established variable. */
export const ships = defineCollector({
  id: 'ships',
  title: 'Ships',
  config: z.strictObject({
    fleets: z.array(z.string().regex(/^[a-z]+$/, 'expected a fleet in lower case')).min(1),
    baseUrl: z.url().default('https://api.ships.test'),
    limits: z.strictObject({ tons: z.number().optional() }).optional(),
  }),
  environment: { baseUrl: ['SHIPS_API_URL'] },
  hosts: ['ships.test'],
  secrets: {
    token: { env: ['SHIPS_TOKEN'], awsSecret: 'ships/token' },
    seal: { env: ['SHIPS_SEAL'], optional: true },
  },
  collectors: [],
  open: async () => ({}),
  targets: () => [],
  create: () => [],
});

/** The collector as discovery finds it. */
export function foundShips(manifest: CollectorManifest = ships): Found {
  return {
    id: manifest.id,
    title: manifest.title,
    plugin: `@acme/${manifest.id}`,
    version: '1.2.3',
    type: 'project',
    incompatible: false,
    hides: [],
    load: async () => manifest,
  };
}
