import { asana } from './asana.js';
import { datadog } from './datadog.js';
import { ec2 } from './ec2.js';
import { github } from './github.js';
import { k8s } from './k8s.js';
import type { Service } from './service.js';
import { skypilot } from './skypilot.js';
import { wandb } from './wandb.js';

/** The stand-ins by name, in the order in which they start. */
export const services = { github, k8s, skypilot, asana, ec2, wandb, datadog } as const satisfies Record<
  string,
  Service
>;

export type ServiceName = keyof typeof services;

export function isServiceName(name: string): name is ServiceName {
  return Object.hasOwn(services, name);
}

export const serviceNames: readonly ServiceName[] = Object.keys(services).filter(isServiceName);
