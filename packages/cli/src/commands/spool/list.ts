import { segmentsText } from '../../render/spool.js';
import { SpoolCommand } from '../../spool-command.js';

export default class SpoolList extends SpoolCommand {
  static override description = 'List the segments that wait to be sent, newest first';

  async run() {
    const { flags } = await this.parse(SpoolList);
    const [{ listSpool }, { spool }] = await Promise.all([
      import('@metta-dd/core/delivery'),
      this.openSpool(flags.config),
    ]);
    const segments = await listSpool(spool);
    this.print(segmentsText(segments));
    return { folder: spool.folder, segments };
  }
}
