import { randomInt } from 'node:crypto';
import { Args, Flags } from '@oclif/core';
import { parseShard } from '../collect/request.js';
import { parseDuration } from '../config/duration.js';
import { ConfiguredCommand } from '../configured-command.js';
import { EXIT } from '../exit.js';
import { UsageError } from '../failure.js';
import { onInterruption } from '../signals.js';

const RANGE = 2 ** 32;

export default class Run extends ConfiguredCommand {
  static override description =
    'Collect and send again and again, each collector at the slots of its schedule, until stopped; SIGHUP reads the configuration anew';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> github --listen 0.0.0.0:9464',
    '<%= config.bin %> <%= command.id %> --once-each --json',
  ];
  static override strict = false;
  static override args = { collector: Args.string({ description: 'COLLECTOR[/TARGET]...', ignoreStdin: true }) };
  static override flags = {
    'dry-run': Flags.boolean({ description: 'send nothing' }),
    listen: Flags.string({
      description: 'where /healthz, /readyz and /metrics are served, or off',
      helpValue: '127.0.0.1:9464',
      default: '127.0.0.1:9464',
    }),
    'once-each': Flags.boolean({ description: 'run each schedule once, now, and end' }),
    grace: Flags.string({ description: 'how long an orderly end may take', helpValue: '10s', default: '10s' }),
    shard: Flags.string({ description: 'one of several equal daemons that share the targets', helpValue: '1/4' }),
  };

  protected override get isLinewise(): boolean {
    return true;
  }

  async run() {
    const { argv, flags } = await this.parse(Run);
    const shard = flags.shard === undefined ? undefined : parseShard(flags.shard);
    const graceMs = parseDuration(flags.grace);
    if (graceMs === undefined)
      throw new UsageError(`--grace ${flags.grace} is no duration`, 'write it with its unit: --grace 10s');
    const [{ prepareDaemon }, { serve }, { parseListen }] = await Promise.all([
      import('../daemon/prepare.js'),
      import('../daemon/serve.js'),
      import('../daemon/status-server.js'),
    ]);
    const listen = parseListen(flags.listen);
    const interruption = onInterruption((text) => this.say(text));
    try {
      const prepared = await prepareDaemon({
        open: () => this.open(flags.config),
        selected: argv.map(String),
        push: flags['dry-run'] !== true,
        ...(shard && { shard }),
        version: this.config.version,
        random: () => randomInt(RANGE) / RANGE,
        logger: (clock) => this.logger(flags, clock, 'info'),
        emit: (line) => this.stream(line),
        lastWords: (result, errors, text) => this.lastWords(result, errors, text),
      });
      const { daemon, status, log } = prepared;
      const onceEach = flags['once-each'] === true;
      const inTime = await serve({ daemon, status, log, interruption, listen, graceMs, onceEach });
      await prepared.close();
      if (!inTime)
        this.caution({
          code: 'GRACE_OVER',
          message: 'a slot did not end within the grace period; what is on disk is sent by the next run',
          hint: 'give it longer: --grace 30s',
        });
      const received = interruption.received();
      const { exitCode, errors } = prepared.ending(received, onceEach);
      this.endWith(status.totals().slots.failed !== 0 && exitCode === EXIT.ok ? EXIT.internal : exitCode, errors);
      const { slots } = status.totals();
      this.print(`${slots.run} slots run, ${slots.skipped} skipped, ${slots.failed} failed`);
      return prepared.result();
    } finally {
      interruption.stop();
    }
  }
}
