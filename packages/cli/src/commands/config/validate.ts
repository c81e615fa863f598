import { Flags } from '@oclif/core';
import { ConfiguredCommand } from '../../configured-command.js';
import { EXIT } from '../../exit.js';

export default class ConfigValidate extends ConfiguredCommand {
  static override description = 'Check the whole configuration; every problem is told at once';
  static override flags = { push: Flags.boolean({ description: 'also check what sending takes' }) };

  async run() {
    const { flags } = await this.parse(ConfigValidate);
    const opened = await this.open(flags.config);
    const { loadConfiguration } = await import('../../config/load.js');
    const { instances, broken } = await loadConfiguration({
      settings: opened.settings,
      installed: opened.installed.collectors,
      providers: opened.installed.providers,
      selected: [],
      filter: {},
      push: flags.push,
      trusted: opened.trusted || !flags.push,
      protect: opened.protect,
    });
    for (const { name, reason, hint } of broken)
      this.caution({ code: 'PLUGIN_UNUSABLE', collector: name, message: reason, ...(hint && { hint }) });
    if (broken.length > 0) this.endWith(EXIT.incompatible);
    const names = instances.map(({ name }) => name);
    const file = opened.settings.found?.file;
    this.print(`${file ?? 'the environment'} is valid: ${names.join(', ')}`);
    return { ...(file !== undefined && { file }), collectors: names };
  }
}
