import { declaredText } from '../../render/secrets.js';
import { SecretsCommand } from '../../secrets-command.js';

export default class SecretsList extends SecretsCommand {
  static override description = 'List the secrets that are declared and where each one would come from; none is read';

  async run() {
    const { flags } = await this.parse(SecretsList);
    const { secrets } = await this.declared(flags.config);
    this.print(declaredText(secrets));
    return secrets.map(({ source, ...shown }) => ({ ...shown, set: source.from !== 'nowhere' }));
  }
}
