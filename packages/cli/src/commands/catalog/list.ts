import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.js';
import { catalogOf } from '../../catalog.js';
import { nameTest } from '../../config/glob.js';
import { installed } from '../../installed.js';
import { catalogText } from '../../render/catalog.js';

export default class CatalogList extends BaseCommand {
  static override description = 'List the metrics that the installed collectors declare';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    "<%= config.bin %> <%= command.id %> 'github.ci.*'",
  ];
  static override strict = false;
  static override args = { glob: Args.string({ description: 'names, such as github.ci.*', ignoreStdin: true }) };
  static override flags = { collector: Flags.string({ description: 'only those of this collector', multiple: true }) };

  async run() {
    const { argv, flags } = await this.parse(CatalogList);
    const { collectors } = installed(this.config, process.cwd());
    const asked = collectors.filter(({ id }) => flags.collector === undefined || flags.collector.includes(id));
    const matches = nameTest([{ include: argv.map(String) }]);
    const metrics = asked.flatMap((found) => {
      const entry = catalogOf(found);
      if ('metrics' in entry) return entry.metrics.map((metric) => ({ collector: found.id, ...metric }));
      this.caution({ code: 'CATALOG_UNREADABLE', message: entry.problem, collector: found.id });
      return [];
    });
    const listed = metrics.filter(({ name }) => matches?.(name) ?? true);
    this.print(catalogText(listed));
    return listed;
  }
}
