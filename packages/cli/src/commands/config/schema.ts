import { BaseCommand } from '../../base-command.js';
import { catalogOf } from '../../catalog.js';
import { installed } from '../../installed.js';

export default class ConfigSchema extends BaseCommand {
  static override description =
    'Print the JSON Schema of the configuration, with the installed collectors, for editors';
  static override examples = ['<%= config.bin %> <%= command.id %> > metta-dd.schema.json'];

  async run() {
    await this.parse(ConfigSchema);
    const { configurationSchema } = await import('../../config/json-schema.js');
    const schemas = installed(this.config, process.cwd()).collectors.flatMap((found) => {
      const entry = catalogOf(found);
      if ('config' in entry) {
        const { id, title, config, secrets } = entry;
        return [{ id, title, config, secrets: Object.keys(secrets) }];
      }
      this.caution({ code: 'CATALOG_UNREADABLE', message: entry.problem, collector: found.id });
      return [];
    });
    const schema = configurationSchema(schemas);
    this.print(JSON.stringify(schema, undefined, 2));
    return schema;
  }
}
