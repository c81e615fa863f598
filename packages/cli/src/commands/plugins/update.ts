import { BaseCommand } from '../../base-command.js';
import { runOclifPlugins } from '../../plugins/oclif-plugins.js';
import { userPlugins } from '../../plugins/user-plugins.js';
import { pluginsText } from '../../render/plugins.js';

export default class PluginsUpdate extends BaseCommand {
  static override description = 'Update what you installed; a plugin installed at an exact version stays there';

  async run() {
    const { flags } = await this.parse(PluginsUpdate);
    await runOclifPlugins(this.config, 'plugins:update', flags.verbose ? ['--verbose'] : []);
    const plugins = userPlugins(this.config.dataDir);
    this.print(pluginsText(plugins));
    return plugins;
  }
}
