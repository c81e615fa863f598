import { reasonOf } from '@metta-dd/core';
import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.js';
import { UsageError } from '../../failure.js';
import { expandedName, runOclifPlugins } from '../../plugins/oclif-plugins.js';
import { userPlugins } from '../../plugins/user-plugins.js';
import { pluginsText } from '../../render/plugins.js';

/** oclif's own command, without its fallback: a short name is ours or it is refused. */
export default class PluginsInstall extends BaseCommand {
  static override description = 'Install a collector: short name (github), full package name, URL or file: path';
  static override examples = [
    '<%= config.bin %> plugins:install github',
    '<%= config.bin %> <%= command.id %> @acme/metta-dd-collector-ships@1.2.3',
  ];
  static override aliases = ['plugins:add'];
  static override strict = false;
  static override args = { plugin: Args.string({ description: 'what to install', required: true, ignoreStdin: true }) };
  static override flags = {
    force: Flags.boolean({ char: 'f', description: 'fetch again what is already on the disk' }),
  };

  async run() {
    const { argv, flags } = await this.parse(PluginsInstall);
    const before = userPlugins(this.config.dataDir);
    const names = argv.map((name) => expandedName(String(name), this.config));
    try {
      await runOclifPlugins(this.config, 'plugins:install', [
        ...names,
        ...(flags.force ? ['--force'] : []),
        ...(flags.verbose ? ['--verbose'] : []),
        ...(flags.quiet ? ['--silent'] : []),
      ]);
    } catch (error) {
      if (/does not exist in the registry|Invalid npm package name/.test(reasonOf(error)))
        throw new UsageError(
          reasonOf(error).replace(/\.$/, ''),
          'metta-dd plugins:install github, or a full package name',
        );
      throw error;
    }
    const installed = userPlugins(this.config.dataDir).filter(({ name, version }) => {
      return (
        names.some((asked) => asked.startsWith(name)) ||
        !before.some((one) => one.name === name && one.version === version)
      );
    });
    for (const { name, problem, collectors } of installed) {
      if (problem !== undefined) this.caution({ code: 'PLUGIN_UNUSABLE', message: `${name}: ${problem}` });
      else if (collectors.length === 0)
        this.caution({
          code: 'NO_COLLECTOR',
          message: `${name} declares no collector`,
          hint: `metta-dd plugins:uninstall ${name}`,
        });
    }
    this.print(pluginsText(installed));
    return installed;
  }
}
