import { Flags } from '@oclif/core';
import { ConfiguredCommand } from '../../configured-command.js';
import { table } from '../../render/table.js';

export default class ConfigShow extends ConfiguredCommand {
  static override description =
    'Show the configuration that is used, with file and environment merged; secrets are hidden';
  static override flags = { origin: Flags.boolean({ description: 'where each value comes from' }) };

  async run() {
    const { flags } = await this.parse(ConfigShow);
    const { settings, installed } = await this.open(flags.config);
    const [{ originsOf, shownTree }, { loadInstances, withManifestVariables }, { stringify }] = await Promise.all([
      import('../../config/origin.js'),
      import('../../config/instances.js'),
      import('yaml'),
    ]);
    const names = Object.keys(Object(settings.tree.collectors));
    const { loaded } = await loadInstances(names, installed.collectors);
    const merged = withManifestVariables(settings, loaded);
    if (!flags.origin) {
      const shown = { config: shownTree(merged.tree) };
      this.print(stringify(shown.config).trimEnd());
      return shown;
    }
    const origins = originsOf(merged);
    this.print(table(origins.map(({ path, value, origin }) => [path, JSON.stringify(value), origin])));
    return origins;
  }
}
