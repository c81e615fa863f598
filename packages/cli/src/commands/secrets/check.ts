import type { ErrorItem } from '../../envelope.js';
import { EXIT } from '../../exit.js';
import { checkedText } from '../../render/secrets.js';
import { SecretsCommand } from '../../secrets-command.js';

export default class SecretsCheck extends SecretsCommand {
  static override description =
    'Read every secret and say whether it is there, where it came from and how long it is; never what it is';

  async run() {
    const { flags } = await this.parse(SecretsCheck);
    const { opened, secrets } = await this.declared(flags.config);
    const { checkSecrets, NOT_ASKED } = await import('../../secrets/check.js');
    const { rememberingProviders } = await import('../../config/remembering-providers.js');
    const [{ outageText }, { PROVIDER_UNAVAILABLE }] = await Promise.all([
      import('../../config/outages.js'),
      import('../../config/providers.js'),
    ]);
    const { secrets: checked, outages } = await checkSecrets(secrets, {
      settings: opened.settings,
      providers: rememberingProviders(opened.installed.providers),
      protect: opened.protect,
    });
    this.print(checkedText(checked));
    const unasked = outages.map(({ reason, hint, secrets: names, required }) => {
      const item: ErrorItem = { code: PROVIDER_UNAVAILABLE, message: outageText(reason, names), ...(hint && { hint }) };
      if (required) this.complain(item);
      else this.caution(item);
      return required ? [item] : [];
    });
    const wrong = checked.filter(({ state }) => state === 'missing' || state === 'unusable');
    const own = wrong.filter(({ problem }) => problem !== NOT_ASKED);
    if (wrong.length > 0)
      this.endWith(EXIT.configuration, [
        ...unasked.flat(),
        ...own.map(({ path, problem = '', hint }) => {
          return { code: 'SECRET_MISSING', path, message: problem, ...(hint !== undefined && { hint }) };
        }),
      ]);
    return checked;
  }
}
