import { homedir } from 'node:os';
import type { SpoolFolder } from '@metta-dd/core/delivery';
import { ConfiguredCommand, type Opened } from './configured-command.js';

/** A command about what waits on disk; the configuration says where. */
export abstract class SpoolCommand extends ConfiguredCommand {
  protected async openSpool(named: string | undefined): Promise<Opened & { readonly spool: SpoolFolder }> {
    const [{ stateFolder }, { spoolIn }] = await Promise.all([
      import('./config/state-folder.js'),
      import('./spool/spool-folder.js'),
    ]);
    const opened = await this.open(named);
    return { ...opened, spool: spoolIn(stateFolder(opened.settings.environment.variables, homedir())) };
  }
}
