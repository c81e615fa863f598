import { ConfigError } from '@metta-dd/core';
import { Args, Flags } from '@oclif/core';
import { parseShard } from '../collect/request.js';
import { ConfiguredCommand } from '../configured-command.js';

export default class Collect extends ConfiguredCommand {
  static override description =
    'Collect once and show what came of it; nothing is sent without --push. Names narrow it: github, github:research, github/acme/metta';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> github --push',
    "<%= config.bin %> <%= command.id %> github/acme/metta --metrics 'github.ci.*' --json",
  ];
  static override strict = false;
  static override args = { collector: Args.string({ description: 'COLLECTOR[/TARGET]...', ignoreStdin: true }) };
  static override flags = {
    push: Flags.boolean({ description: 'send to Datadog', exclusive: ['dry-run'] }),
    'dry-run': Flags.boolean({ description: 'send nothing (the default)' }),
    at: Flags.string({ description: 'the clock of the run', helpValue: '2026-01-31T12:00:00Z' }),
    deadline: Flags.string({ description: 'how long the whole run may take', helpValue: '5m' }),
    metrics: Flags.string({
      description: 'only these metrics',
      helpValue: 'GLOB',
      multiple: true,
      multipleNonGreedy: true,
    }),
    exclude: Flags.string({
      description: 'all but these metrics',
      helpValue: 'GLOB',
      multiple: true,
      multipleNonGreedy: true,
    }),
    concurrency: Flags.integer({ description: 'collectors that run side by side', min: 1 }),
    shard: Flags.string({ description: 'one of several equal runs that share the targets', helpValue: '1/4' }),
  };

  async run() {
    const { argv, flags } = await this.parse(Collect);
    const shard = flags.shard === undefined ? undefined : parseShard(flags.shard);
    const { collectOnce } = await import('../collect/collect-once.js');
    const { flagSettings } = await import('../collect/request.js');
    const { parseSelected } = await import('../config/selection.js');
    const opened = await this.open(flags.config, flagSettings(flags));
    const selected = argv.map((argument) => parseSelected(String(argument)));
    const outcome = await collectOnce({
      opened,
      selected,
      filter: { include: flags.metrics, exclude: flags.exclude },
      push: flags.push,
      ...(shard && { shard }),
      runId: this.runId,
      redactor: await this.redactor(),
      logLevel: flags['log-level'] ?? (flags.verbose ? 'info' : flags.quiet ? 'error' : 'warn'),
      logFormat: flags['log-format'] === 'json' ? 'json' : 'text',
      verbose: flags.verbose,
      say: (text) => this.say(text),
      progress: this.#isWatched(flags),
      lastWords: (result, errors, text) => this.lastWords(result, errors, text),
    });
    if (outcome.unmatched.length > 0)
      throw new ConfigError(`no target matches ${outcome.unmatched.join(', ')}`, { hint: 'metta-dd collect --json' });
    this.print(outcome.text);
    for (const warning of outcome.warnings) this.note(warning);
    this.endWith(outcome.exitCode, outcome.errors);
    return outcome.result;
  }

  // A log for programs, or a terminal that cannot go back in its line, takes no progress.
  #isWatched({ quiet, 'log-format': format }: { readonly quiet: boolean; readonly 'log-format': string }): boolean {
    const { CI, TERM } = this.environment;
    const canShow = process.stderr.isTTY && TERM !== 'dumb' && CI === undefined;
    return canShow && !quiet && format !== 'json' && !this.jsonEnabled();
  }
}
