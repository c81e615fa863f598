import { BaseCommand } from '../../base-command.js';
import { installed } from '../../installed.js';
import { collectorsText } from '../../render/collectors.js';

export default class CollectorsList extends BaseCommand {
  static override description = 'List the collectors found in the working project and among the installed plugins';
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json'];
  static override hiddenAliases = ['list-collectors'];

  async run() {
    await this.parse(CollectorsList);
    const { collectors } = installed(this.config, process.cwd());
    this.print(collectorsText(collectors));
    return collectors.map(({ id, title, plugin, version, type, hides, problem }) => {
      return { id, title, plugin, version, type, hides, ...(problem !== undefined && { problem }) };
    });
  }
}
