import { ConfigError } from '@metta-dd/core';
import { ConfiguredCommand } from '../../configured-command.js';

export default class ConfigPath extends ConfiguredCommand {
  static override description = 'Say which configuration file is used';

  async run() {
    const { flags } = await this.parse(ConfigPath);
    const { settings, trusted } = await this.open(flags.config);
    if (settings.found === undefined)
      throw new ConfigError('no metta-dd.yaml from here up to the repository root or home', {
        hint: 'metta-dd config init',
      });
    this.print(settings.found.file);
    return { ...settings.found, trusted };
  }
}
