import { type StandIn, startStandIn } from '@metta-dd/local-datadog';
import { type SkyPilotOptions, type SkyPilotWorld, skyPilotHandler } from '@metta-dd/sandbox';
import { onTestFinished } from 'vitest';
import { AT } from './scenes.js';

/** A stand-in of the API server that ends with the test. */
export async function served(world: SkyPilotWorld, options: SkyPilotOptions = {}): Promise<StandIn> {
  const standIn = await startStandIn({ handler: skyPilotHandler(world, options), now: AT });
  onTestFinished(() => standIn.close());
  return standIn;
}
