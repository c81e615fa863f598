import { reasonOf } from '@metta-dd/core';
import { Args } from '@oclif/core';
import { BaseCommand } from '../../base-command.js';
import { UsageError } from '../../failure.js';
import { expandedName, runOclifPlugins } from '../../plugins/oclif-plugins.js';
import { userPlugins } from '../../plugins/user-plugins.js';
import { pluginsText } from '../../render/plugins.js';

export default class PluginsUninstall extends BaseCommand {
  static override description = 'Remove a collector: short name (github), full package name or linked path';
  static override examples = ['<%= config.bin %> plugins:uninstall github'];
  static override aliases = ['plugins:unlink', 'plugins:remove'];
  static override strict = false;
  static override args = { plugin: Args.string({ description: 'what to remove', required: true, ignoreStdin: true }) };

  async run() {
    const { argv, flags } = await this.parse(PluginsUninstall);
    const before = userPlugins(this.config.dataDir);
    const names = argv.map((name) => {
      const expanded = expandedName(String(name), this.config);
      return before.some((one) => one.name === expanded) ? expanded : String(name);
    });
    try {
      await runOclifPlugins(this.config, 'plugins:uninstall', [...names, ...(flags.verbose ? ['--verbose'] : [])]);
    } catch (error) {
      if (/is not installed/.test(reasonOf(error))) throw new UsageError(reasonOf(error), 'metta-dd plugins');
      throw error;
    }
    const left = userPlugins(this.config.dataDir);
    const removed = before.filter(({ name }) => !left.some((one) => one.name === name));
    this.print(`removed:\n${pluginsText(removed)}`);
    return removed;
  }
}
