import { EXIT } from '../../exit.js';
import { checkedText } from '../../render/secrets.js';
import { SecretsCommand } from '../../secrets-command.js';

export default class SecretsCheck extends SecretsCommand {
  static override description =
    'Read every secret and say whether it is there, where it came from and how long it is; never what it is';

  async run() {
    const { flags } = await this.parse(SecretsCheck);
    const { opened, secrets } = await this.declared(flags.config);
    const { checkSecrets } = await import('../../secrets/check.js');
    const { rememberingProviders } = await import('../../config/remembering-providers.js');
    const checked = await checkSecrets(secrets, {
      settings: opened.settings,
      providers: rememberingProviders(opened.installed.providers),
      protect: opened.protect,
    });
    this.print(checkedText(checked));
    const wrong = checked.filter(({ state }) => state === 'missing' || state === 'unusable');
    if (wrong.length > 0)
      this.endWith(
        EXIT.configuration,
        wrong.map(({ path, problem = '', hint }) => {
          return { code: 'SECRET_MISSING', path, message: problem, ...(hint !== undefined && { hint }) };
        }),
      );
    return checked;
  }
}
