import { datadog } from './datadog.js';
import { github } from './github.js';
import type { Service } from './service.js';

/** The stand-ins by name, in the order in which they start. */
export const services = { github, datadog } as const satisfies Record<string, Service>;

export type ServiceName = keyof typeof services;

export function isServiceName(name: string): name is ServiceName {
  return Object.hasOwn(services, name);
}

export const serviceNames: readonly ServiceName[] = Object.keys(services).filter(isServiceName);
