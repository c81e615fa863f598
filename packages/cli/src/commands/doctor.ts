import { Args, Flags } from '@oclif/core';
import { AREAS, type Area, type Check } from '../doctor/check.js';
import type { ErrorItem } from '../envelope.js';
import { UsageError } from '../failure.js';
import { doctorText } from '../render/doctor.js';
import { SecretsCommand } from '../secrets-command.js';
import { onInterruption } from '../signals.js';

export default class Doctor extends SecretsCommand {
  static override description =
    `Look at everything a run needs and say what to type where it fails; areas: ${AREAS.join(', ')}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> sources datadog --json',
    '<%= config.bin %> <%= command.id %> --offline --bundle metta-dd.tar.gz',
  ];
  static override strict = false;
  static override args = { area: Args.string({ description: 'AREA...; all when none is named', ignoreStdin: true }) };
  static override flags = {
    offline: Flags.boolean({ description: 'ask nobody outside this machine' }),
    bundle: Flags.string({
      description: 'also write an archive without secrets, for whoever helps',
      helpValue: 'FILE',
    }),
  };

  async run() {
    const { argv, flags } = await this.parse(Doctor);
    const areas = areasOf(argv.map(String));
    const { opened, secrets } = await this.declared(flags.config);
    const [{ examine }, { doctorExitCode }] = await Promise.all([
      import('../doctor/doctor.js'),
      import('../doctor/exit-code.js'),
    ]);
    const interruption = onInterruption((text) => this.say(text));
    const found = await examine({
      opened,
      secrets,
      areas,
      offline: flags.offline === true,
      logger: (clock) => this.logger(flags, clock, 'silent'),
      signal: interruption.signal,
    }).finally(() => interruption.stop());
    const checks = areas.includes('node') ? [nodeCheck, ...found] : found;
    this.print(doctorText(checks));
    const bundle =
      flags.bundle === undefined
        ? undefined
        : { file: flags.bundle, files: await this.#bundle(flags.bundle, opened, checks) };
    if (bundle !== undefined)
      this.print(`${bundle.file}: ${bundle.files.join(', ')}; look into it before you hand it on`);
    this.endWith(doctorExitCode(checks), checks.flatMap(errorOf));
    return { checks, ...(bundle !== undefined && { bundle }) };
  }

  async #bundle(
    file: string,
    opened: Parameters<typeof import('../bundle/bundle.js').writeBundle>[0]['opened'],
    checks: readonly Check[],
  ) {
    const { writeBundle } = await import('../bundle/bundle.js');
    const versions = {
      metta: this.config.version,
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
    };
    return writeBundle({ file, opened, checks, versions, redact: (text) => this.redact(text) });
  }
}

// An older one does not get this far.
const nodeCheck: Check = {
  area: 'node',
  name: 'version',
  state: 'ok',
  message: `${process.version} on ${process.platform} ${process.arch}`,
};

function areasOf(named: readonly string[]): readonly Area[] {
  const unknown = named.find((name) => !AREAS.some((area) => area === name));
  if (unknown !== undefined) throw new UsageError(`there is no area "${unknown}"`, `one of ${AREAS.join(', ')}`);
  return named.length === 0 ? AREAS : AREAS.filter((area) => named.includes(area));
}

function errorOf(check: Check): ErrorItem[] {
  if (check.state !== 'failed') return [];
  const { area, name, message, hint, metrics } = check;
  return [
    {
      code: `DOCTOR_${area.toUpperCase()}`,
      message: `${name}: ${message}`,
      hint,
      ...(metrics !== undefined && { metrics }),
    },
  ];
}
