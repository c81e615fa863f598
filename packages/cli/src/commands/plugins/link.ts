import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.js';
import { UsageError } from '../../failure.js';
import { runOclifPlugins } from '../../plugins/oclif-plugins.js';
import { userPlugins } from '../../plugins/user-plugins.js';
import { pluginsText } from '../../render/plugins.js';

export default class PluginsLink extends BaseCommand {
  static override description = 'Use a collector from the folder in which it is being written';
  static override examples = ['<%= config.bin %> plugins:link ./my-collector'];
  static override args = {
    path: Args.string({ description: 'folder of the package', default: '.', ignoreStdin: true }),
  };
  static override flags = {
    install: Flags.boolean({ description: 'install its dependencies', allowNo: true, default: true }),
  };

  async run() {
    const { args, flags } = await this.parse(PluginsLink);
    if (!existsSync(join(args.path, 'package.json')))
      throw new UsageError(
        `${args.path} is no package: it holds no package.json`,
        'metta-dd plugins:link ./my-collector',
      );
    await runOclifPlugins(this.config, 'plugins:link', [
      args.path,
      ...(flags.install ? [] : ['--no-install']),
      ...(flags.verbose ? ['--verbose'] : []),
    ]);
    const plugins = userPlugins(this.config.dataDir).filter(({ type }) => type === 'link');
    this.print(pluginsText(plugins));
    return plugins;
  }
}
