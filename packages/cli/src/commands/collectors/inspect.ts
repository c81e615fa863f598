import { PluginError } from '@metta-dd/core';
import { Args } from '@oclif/core';
import { BaseCommand } from '../../base-command.js';
import { catalogOf } from '../../catalog.js';
import { didYouMean } from '../../config/nearest.js';
import { UsageError } from '../../failure.js';
import { installed } from '../../installed.js';
import { collectorText } from '../../render/collectors.js';

export default class CollectorsInspect extends BaseCommand {
  static override description = 'Show the settings, secrets and metrics of an installed collector';
  static override examples = ['<%= config.bin %> <%= command.id %> github'];
  static override args = { name: Args.string({ description: 'collector', required: true, ignoreStdin: true }) };

  async run() {
    const { args } = await this.parse(CollectorsInspect);
    const { collectors } = installed(this.config, process.cwd());
    const found = collectors.find(({ id }) => id === args.name);
    if (found === undefined) {
      const meant = didYouMean(
        args.name,
        collectors.map(({ id }) => id),
      );
      throw new UsageError(
        `no collector "${args.name}" is installed`,
        meant ?? `metta-dd plugins:install ${args.name}`,
      );
    }
    const entry = catalogOf(found);
    if ('problem' in entry) throw new PluginError(`cannot inspect ${found.id}: ${entry.problem}`);
    this.print(collectorText(found, entry));
    const { plugin, version, type, hides } = found;
    return { ...entry, plugin, version, type, hides };
  }
}
