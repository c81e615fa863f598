import { Args, Flags } from '@oclif/core';
import { DatadogCommand } from '../../metrics/datadog-command.js';

export default class MetricsPushMetadata extends DatadogCommand {
  static override description =
    'Show which types, units and descriptions at Datadog differ from the catalogs; nothing is written without --push';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    "<%= config.bin %> <%= command.id %> 'github.*' --push",
  ];
  static override strict = false;
  static override args = { glob: Args.string({ description: 'names, such as github.ci.*', ignoreStdin: true }) };
  static override flags = {
    push: Flags.boolean({ description: 'write them', aliases: ['yes'], exclusive: ['dry-run'] }),
    'dry-run': Flags.boolean({ description: 'write nothing (the default)' }),
  };

  async run() {
    const { argv, flags } = await this.parse(MetricsPushMetadata);
    // oclif leaves a flag that was not given undefined, whatever its type says.
    const push = Boolean(flags.push);
    return this.atDatadog(flags.config, async ({ datadog, opened }) => {
      const [{ declaredMetrics }, { pushMetadata }, { pushedText }, { LONGEST_WINDOW_SECONDS }] = await Promise.all([
        import('../../metrics/declared-metrics.js'),
        import('../../metrics/push-metadata.js'),
        import('../../metrics/text.js'),
        import('../../metrics/window.js'),
      ]);
      const declared = declaredMetrics(opened.installed.collectors, argv.map(String), (item) => this.caution(item));
      const known = new Set(await datadog.metrics.active({ windowSeconds: LONGEST_WINDOW_SECONDS }));
      const metrics = await pushMetadata(declared, datadog.metrics, { known, push });
      this.print(pushedText(metrics, push));
      const failed = metrics.flatMap(({ reason = '', state }) => (state === 'failed' ? [reason] : []));
      if (failed.length > 0) {
        const { EXIT } = await import('@metta-dd/core/runtime');
        this.endWith(
          EXIT.partial,
          failed.map((message) => ({ code: 'METADATA_FAILED', message })),
        );
      }
      return { pushed: push, metrics };
    });
  }
}
