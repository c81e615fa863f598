import { spoolStatusText } from '../../render/spool.js';
import { SpoolCommand } from '../../spool-command.js';

export default class SpoolStatus extends SpoolCommand {
  static override description = 'Show how much waits on disk to be sent, for each destination';
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json'];

  async run() {
    const { flags } = await this.parse(SpoolStatus);
    const [{ spoolStatus }, { spool }] = await Promise.all([
      import('@metta-dd/core/delivery'),
      this.openSpool(flags.config),
    ]);
    // A folder without anything in it is left from a destination that is long gone, such as a sandbox.
    const statuses = (await spoolStatus(spool)).filter(({ segments, quarantined }) => segments + quarantined > 0);
    this.print(spoolStatusText(statuses, new Date(spool.process.nowMs())));
    return { folder: spool.folder, destinations: statuses };
  }
}
