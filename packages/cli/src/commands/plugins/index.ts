import { BaseCommand } from '../../base-command.js';
import { userPlugins } from '../../plugins/user-plugins.js';
import { pluginsText } from '../../render/plugins.js';

export default class Plugins extends BaseCommand {
  static override description = 'List what you installed or linked';
  static override aliases = ['plugins:list'];

  async run() {
    await this.parse(Plugins);
    const plugins = userPlugins(this.config.dataDir);
    this.print(pluginsText(plugins));
    return plugins;
  }
}
