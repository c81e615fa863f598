import { Args, Flags } from '@oclif/core';
import { DatadogCommand } from '../../metrics/datadog-command.js';

export default class MetricsVerify extends DatadogCommand {
  static override description =
    'Compare what Datadog has with the catalogs of the installed collectors: missing, stale and unknown metrics';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    "<%= config.bin %> <%= command.id %> 'github.*' --window 30m --exit-code",
  ];
  static override strict = false;
  static override args = { glob: Args.string({ description: 'names, such as github.ci.*', ignoreStdin: true }) };
  static override flags = {
    window: Flags.string({ description: 'a metric without a point in this time is stale', default: '1h' }),
    'exit-code': Flags.boolean({ description: 'end with 10 where anything is missing, stale or unknown' }),
  };

  async run() {
    const { argv, flags } = await this.parse(MetricsVerify);
    const { LONGEST_WINDOW_SECONDS, windowSeconds } = await import('../../metrics/window.js');
    const window = windowSeconds(flags.window);
    return this.atDatadog(flags.config, async ({ datadog, opened }) => {
      const [{ declaredMetrics }, { standing }, { standingText }, { nameTest }] = await Promise.all([
        import('../../metrics/declared-metrics.js'),
        import('../../metrics/standing.js'),
        import('../../metrics/text.js'),
        import('../../config/glob.js'),
      ]);
      const globs = argv.map(String);
      const matches = nameTest([{ include: globs }]) ?? (() => true);
      const declared = declaredMetrics(opened.installed.collectors, globs, (item) => this.caution(item));
      const recent = await datadog.metrics.active({ windowSeconds: window });
      const known = await datadog.metrics.active({ windowSeconds: LONGEST_WINDOW_SECONDS });
      const result = standing(declared, { recent: recent.filter(matches), known });
      this.print(standingText(result));
      const deviations = result.missing.length + result.stale.length + result.unknown.length;
      if (flags['exit-code'] && deviations > 0) {
        const { EXIT } = await import('@metta-dd/core/runtime');
        this.endWith(EXIT.drift, [{ code: 'DRIFT', message: `${deviations} metrics differ from the catalogs` }]);
      }
      return result;
    });
  }
}
