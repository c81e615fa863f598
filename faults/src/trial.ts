import type { CollectorReport } from '@metta-dd/core/runtime';
import { type CollectorRun, runCollector } from '@metta-dd/test-kit';
import type { Attack } from './attack.js';
import type { Scene, Source } from './source.js';
import { refusingProxy, unresolvable } from './wire/broken-ways.js';
import { expiredCertificate } from './wire/expired-certificate.js';
import { startFaultProxy } from './wire/fault-proxy.js';

/** A run, and how many requests or connections met the fault. */
export interface Trial {
  readonly report: CollectorReport;
  readonly met: number;
}

/** Runs the collector of a source under an attack. */
export async function tried(source: Source, scene: Scene, attack: Attack, label: string): Promise<Trial> {
  const { meddle, way, signal } = attack;
  const tls = way === 'expired certificate' ? expiredCertificate() : undefined;
  const wire = await startFaultProxy({ target: scene.standIn.url, meddle, ...(tls && { tls }) });
  const refusing = way === 'proxy that refuses' ? await refusingProxy() : undefined;
  const nowhere = way === 'name that does not resolve' ? unresolvable(wire.url, label) : undefined;
  const network: CollectorRun['network'] = {
    ...(refusing && { proxy: refusing.url }),
    ...(tls && { ca: tls.cert }),
  };
  try {
    const report = await runCollector(source.manifest, {
      config: scene.config(nowhere?.url ?? wire.url),
      secrets: scene.secrets,
      startedAt: scene.startedAt,
      network,
      ...(signal && { signal }),
    });
    return { report, met: refusing?.met() ?? nowhere?.lookups() ?? (tls ? wire.connections : attack.met()) };
  } finally {
    await wire.close();
    await refusing?.close();
  }
}

/** A run without any fault. */
export function undisturbed({ manifest }: Source, scene: Scene): Promise<CollectorReport> {
  const { standIn, secrets, startedAt } = scene;
  return runCollector(manifest, { config: scene.config(standIn.url), secrets, startedAt });
}
