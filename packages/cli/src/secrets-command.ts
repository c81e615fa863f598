import { catalogOf } from './catalog.js';
import { ConfiguredCommand, type Opened } from './configured-command.js';
import type { DeclaredSecret } from './secrets/inventory.js';

/** A command about the secrets that the configuration and the installed collectors declare. */
export abstract class SecretsCommand extends ConfiguredCommand {
  protected async declared(
    named: string | undefined,
  ): Promise<{ readonly opened: Opened; readonly secrets: readonly DeclaredSecret[] }> {
    const [{ declaredSecrets, instanceNames }, { idOf }, opened] = await Promise.all([
      import('./secrets/inventory.js'),
      import('./config/instances.js'),
      this.open(named),
    ]);
    const collectors = instanceNames(opened.settings).flatMap((name) => {
      const found = opened.installed.collectors.find(({ id }) => id === idOf(name));
      const entry = found === undefined ? { problem: 'it is not installed' } : catalogOf(found);
      if ('secrets' in entry) return [{ name, entry }];
      const hint = `metta-dd plugins:install ${idOf(name)}`;
      this.caution({ code: 'CATALOG_UNREADABLE', message: entry.problem, collector: name, hint });
      return [];
    });
    return { opened, secrets: declaredSecrets(opened.settings, collectors) };
  }
}
