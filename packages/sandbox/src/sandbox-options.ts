import { type Profile, type ProfileName, profileNames, profileOf } from './github/generate/profile.js';
import { nearestName } from './nearest-name.js';
import { isServiceName, type ServiceName, serviceNames } from './services/table.js';

/** What a sandbox is made of. */
export interface SandboxOptions {
  /** Names of the stand-ins; all by default. */
  readonly services?: readonly string[];
  /** The collectors that the generated configuration names; by default those of all stand-ins. */
  readonly collectors?: readonly string[];
  /** Where all clocks stand; by default a moment of the sample, or the newest commit of the named history. */
  readonly at?: Date;
  /** What is generated depends on it; 1 by default. */
  readonly seed?: number;
  /** A git repository on disk or a file of commits in JSON lines; by default the bundled sample. */
  readonly history?: string;
  /** How much there is around the commits; `standard` by default. */
  readonly profile?: ProfileName | Partial<Profile>;
  /** Ports on 127.0.0.1 by service; by default free ones. */
  readonly ports?: Readonly<Record<string, number>>;
  /** Milliseconds that every request waits before it is answered. */
  readonly latencyMs?: number;
}

export interface CheckedOptions {
  readonly services: readonly ServiceName[];
  readonly seed: number;
  readonly ports: Readonly<Record<string, number>>;
  readonly latencyMs: number;
}

/** Checks all options before anything is started, and throws one error that names everything that is wrong. */
export function checkOptions(options: SandboxOptions): CheckedOptions {
  const { services = serviceNames, at, seed = 1, ports = {}, latencyMs = 0 } = options;
  const problems = [
    ...[...services, ...Object.keys(ports)].filter((name) => !isServiceName(name)).map(unknownService),
    ...(at !== undefined && Number.isNaN(at.getTime()) ? ['`at` is no time'] : []),
    ...(Number.isSafeInteger(seed) ? [] : [`\`seed\` is ${seed}, not a whole number`]),
    ...(Number.isFinite(latencyMs) && latencyMs >= 0 ? [] : [`\`latencyMs\` is ${latencyMs}, not a number from 0`]),
    ...Object.entries(ports)
      .filter(([, port]) => !isPort(port))
      .map(([name, port]) => `the port of ${name} is ${port}`),
    ...profileProblems(options.profile),
  ];
  if (problems.length > 0) throw new Error(`cannot start the sandbox: ${problems.join('; ')}`);
  // In the order of the table and each once, however they were named.
  return { services: serviceNames.filter((name) => services.includes(name)), seed, ports, latencyMs };
}

function unknownService(name: string): string {
  const nearest = nearestName(name, serviceNames);
  const meant = nearest === undefined ? `there are ${serviceNames.join(', ')}` : `did you mean ${nearest}?`;
  return `unknown service "${name}" (${meant})`;
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 0 && port <= 65_535;
}

function profileProblems(profile: SandboxOptions['profile']): string[] {
  if (typeof profile === 'string' && !profileNames.includes(profile)) {
    const nearest = nearestName(profile, profileNames);
    const meant = nearest === undefined ? `there are ${profileNames.join(', ')}` : `did you mean ${nearest}?`;
    return [`unknown profile "${profile}" (${meant})`];
  }
  try {
    profileOf(profile);
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
