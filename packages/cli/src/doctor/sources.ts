import type { CollectorReport, Instance, Logger } from '@metta-dd/core/runtime';
import { memoryState, runCollectors } from '@metta-dd/core/runtime';
import { configuredNetwork } from '../collect/network.js';
import { runClock } from '../collect/run.js';
import { type Configuration, loadConfiguration } from '../config/load.js';
import type { Opened } from '../configured-command.js';
import type { Check } from './check.js';
import { configurationProblems } from './configuration.js';
import { probesOf } from './probes.js';

type Target = Readonly<Record<string, string>>;

const NAMED = 3;

/** Opens every source, lists its targets, and reads one metric for each set of permissions of the first one. */
export async function checkSources(
  opened: Opened,
  logger: (clock: ReturnType<typeof runClock>) => Promise<Logger>,
  signal: AbortSignal,
): Promise<Check[]> {
  const names = Object.keys(Object(opened.settings.tree.collectors));
  if (names.length === 0)
    return [
      { ...about, name: 'collectors', state: 'warning', message: 'none is configured', hint: 'metta-dd config init' },
    ];
  const checks = await Promise.all(names.map((name) => checkSource(name, opened, logger, signal)));
  return checks.flat();
}

const about = { area: 'sources' } as const;

async function checkSource(
  name: string,
  { settings, installed, trusted, protect }: Opened,
  logger: (clock: ReturnType<typeof runClock>) => Promise<Logger>,
  signal: AbortSignal,
): Promise<Check[]> {
  let configuration: Configuration;
  try {
    const { collectors, providers } = installed;
    const request = { settings, installed: collectors, providers, trusted, protect };
    configuration = await loadConfiguration({ ...request, selected: [{ name }], filter: {}, push: false });
  } catch (error) {
    return configurationProblems(error).map(({ check }) => ({ ...check, area: 'sources', name }));
  }
  const [instance] = configuration.instances.filter((one) => one.name === name);
  const [broken] = configuration.broken;
  if (instance === undefined)
    return [
      {
        ...about,
        name,
        state: 'failed',
        message: broken?.reason ?? 'it cannot be loaded',
        hint: broken?.hint ?? 'metta-dd doctor plugins',
      },
    ];
  return probe(instance, configuration, await logger(runClock(configuration.host.at)), { protect, signal });
}

async function probe(
  instance: Instance,
  { host, settings }: Configuration,
  log: Logger,
  { protect, signal }: { readonly protect: (value: string) => void; readonly signal: AbortSignal },
): Promise<Check[]> {
  const clock = runClock(host.at);
  const targets: Target[] = [];
  const network = await configuredNetwork(host, settings, protect);
  // What the doctor asks must neither use nor fill what runs remember.
  const state = await memoryState();
  const options = {
    runId: 'doctor',
    startedAt: clock.now(),
    clock,
    tags: {},
    log,
    network,
    cache: (one: string) => state.cache(one),
    signal,
  };
  try {
    const wantsTarget = (target: Target) => {
      targets.push(target);
      return false;
    };
    const listed = await runCollectors([{ ...instance, wantsTarget }], options);
    const [listing] = listed.collectors;
    if (listing === undefined || listing.failures.length > 0 || targets.length === 0)
      return listed.collectors.flatMap((report) => asChecks(report, targets));
    const asked = await runCollectors([probing(instance)], options);
    return asked.collectors.flatMap((report) => asChecks(darkened(report, instance), targets));
  } finally {
    state.close();
    await network.close();
  }
}

/** Few metrics of the first target: many a source is not asked anything before its targets are read. */
function probing(instance: Instance): Instance {
  const metrics = new Set(probesOf(instance).map(({ metric }) => metric));
  let isFirst = true;
  const wantsTarget = () => {
    const first = isFirst;
    isFirst = false;
    return first;
  };
  return { ...instance, wants: (name) => metrics.has(name), wantsTarget };
}

/** The report with all the metrics that those which failed stand for. */
function darkened(report: CollectorReport, instance: Instance): CollectorReport {
  const probes = probesOf(instance);
  const failures = report.failures.map(({ metrics, ...failure }) => {
    const dark = probes.filter(({ metric }) => metrics.includes(metric)).flatMap((probe) => probe.metrics);
    return { ...failure, metrics: dark };
  });
  return { ...report, failures };
}

function asChecks({ id, failures, requests, quotas }: CollectorReport, targets: readonly Target[]): Check[] {
  if (failures.length > 0)
    return failures.map(({ reason, hint, authentication, metrics }): Check => {
      const message = `${reason}; ${metrics.length} metrics go dark`;
      const next = hint ?? `metta-dd collectors inspect ${id}, and metta-dd permissions ${id}`;
      return { ...about, name: id, state: 'failed', message, hint: next, authentication, metrics };
    });
  const left = quotas.map(
    ({ resource, remaining, limit }) => `${resource} ${remaining}${limit === undefined ? '' : ` of ${limit}`}`,
  );
  const parts = [
    `${targets.length} targets${listed(targets)}`,
    `${requests} requests`,
    ...(left.length > 0 ? [`left: ${left.join(', ')}`] : []),
  ];
  if (targets.length > 0) return [{ ...about, name: id, state: 'ok', message: parts.join('; ') }];
  return [
    {
      ...about,
      name: id,
      state: 'warning',
      message: parts.join('; '),
      hint: `metta-dd collectors inspect ${id} shows how targets are named`,
    },
  ];
}

function listed(targets: readonly Target[]): string {
  if (targets.length === 0) return '';
  const names = targets
    .slice(0, NAMED)
    .map((target) => Object.values(target).join('/'))
    .filter((name) => name !== '');
  if (names.length === 0) return '';
  return ` (${names.join(', ')}${targets.length > NAMED ? ', …' : ''})`;
}
