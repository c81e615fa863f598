import { ConfigError } from '@metta-dd/core';
import { ConfiguredCommand } from '../../configured-command.js';

export default class ConfigTrust extends ConfiguredCommand {
  static override description =
    "Let the file that is found here send secrets to hosts that are not the vendors' own, as long as it does not change";

  async run() {
    const { flags } = await this.parse(ConfigTrust);
    const { settings } = await this.open(flags.config);
    const { trustFile } = await import('../../config/trust.js');
    const { found } = settings;
    if (found === undefined)
      throw new ConfigError('there is no configuration file to trust', { hint: 'metta-dd config init' });
    trustFile(found.file, this.config.configDir);
    this.print(`${found.file} may send secrets to the hosts it names`);
    return { file: found.file };
  }
}
