import { Args } from '@oclif/core';
import { DatadogCommand } from '../../metrics/datadog-command.js';

export default class MetricsSearch extends DatadogCommand {
  static override description = 'Search all metrics of the last day that Datadog has for a part of their names';
  static override examples = ['<%= config.bin %> <%= command.id %> merge_hours'];
  static override args = {
    text: Args.string({ description: 'part of a name', required: true, ignoreStdin: true }),
  };

  async run() {
    const { args, flags } = await this.parse(MetricsSearch);
    return this.atDatadog(flags.config, async ({ datadog, opened }) => {
      const [{ declaredMetrics }, { named, namesText }] = await Promise.all([
        import('../../metrics/declared-metrics.js'),
        import('../../metrics/text.js'),
      ]);
      const declared = declaredMetrics(opened.installed.collectors, [], (item) => this.caution(item));
      const metrics = named(await datadog.metrics.search(args.text), declared);
      this.print(namesText(metrics));
      return metrics;
    });
  }
}
