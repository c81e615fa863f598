import { Args, Flags } from '@oclif/core';
import { DatadogCommand } from '../../metrics/datadog-command.js';

export default class MetricsList extends DatadogCommand {
  static override description = 'List the metrics that Datadog has of the installed collectors';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    "<%= config.bin %> <%= command.id %> 'github.ci.*' --window 1d",
  ];
  static override strict = false;
  static override args = { glob: Args.string({ description: 'names, such as github.ci.*', ignoreStdin: true }) };
  static override flags = {
    all: Flags.boolean({ description: 'also those that belong to no installed collector' }),
    window: Flags.string({ description: 'with a point in this time', default: '1h' }),
  };

  async run() {
    const { argv, flags } = await this.parse(MetricsList);
    const { windowSeconds } = await import('../../metrics/window.js');
    const window = windowSeconds(flags.window);
    return this.atDatadog(flags.config, async ({ datadog, opened }) => {
      const [{ declaredMetrics }, { serviceOf }, { named, namesText }, { nameTest }] = await Promise.all([
        import('../../metrics/declared-metrics.js'),
        import('../../metrics/standing.js'),
        import('../../metrics/text.js'),
        import('../../config/glob.js'),
      ]);
      const declared = declaredMetrics(opened.installed.collectors, [], (item) => this.caution(item));
      const services = new Set(declared.map(({ name }) => serviceOf(name)));
      const matches = nameTest([{ include: argv.map(String) }]) ?? (() => true);
      const names = await datadog.metrics.active({ windowSeconds: window });
      const asked = names.filter((name) => matches(name) && (flags.all || services.has(serviceOf(name))));
      const metrics = named(asked, declared);
      this.print(namesText(metrics));
      return metrics;
    });
  }
}
