import { Args } from '@oclif/core';
import { BaseCommand } from '../../base-command.js';
import { catalogOf } from '../../catalog.js';
import { didYouMean } from '../../config/nearest.js';
import { UsageError } from '../../failure.js';
import { installed } from '../../installed.js';
import { metricText } from '../../render/catalog.js';

export default class CatalogShow extends BaseCommand {
  static override description = 'Show what is known of one metric';
  static override examples = ['<%= config.bin %> <%= command.id %> github.prs.merged_7d'];
  static override args = { metric: Args.string({ description: 'name', required: true, ignoreStdin: true }) };

  async run() {
    const { args } = await this.parse(CatalogShow);
    const { collectors } = installed(this.config, process.cwd());
    const metrics = collectors.flatMap((found) => {
      const entry = catalogOf(found);
      if (!('metrics' in entry)) return [];
      return entry.metrics.map((metric) => ({ collector: found.id, plugin: found.plugin, ...metric }));
    });
    const metric = metrics.find(({ name }) => name === args.metric);
    if (metric === undefined) {
      const hint =
        didYouMean(
          args.metric,
          metrics.map(({ name }) => name),
        ) ?? 'metta-dd catalog list';
      throw new UsageError(`no installed collector declares the metric ${args.metric}`, hint);
    }
    this.print(metricText(metric));
    return metric;
  }
}
