import { EXIT } from '../../exit.js';
import { verifiedText } from '../../render/spool.js';
import { SpoolCommand } from '../../spool-command.js';

export default class SpoolVerify extends SpoolCommand {
  static override description =
    'Read everything that waits and compare every checksum; changes nothing, and exits with 5 where something is damaged';

  async run() {
    const { flags } = await this.parse(SpoolVerify);
    const [{ verifySpool }, { spool }] = await Promise.all([
      import('@metta-dd/core/delivery'),
      this.openSpool(flags.config),
    ]);
    const segments = await verifySpool(spool);
    this.print(verifiedText(segments));
    const damaged = segments.filter(({ state }) => state === 'damaged');
    if (damaged.length > 0)
      this.endWith(
        EXIT.partial,
        damaged.map(({ destination, name, damaged: lines, sound }) => ({
          code: 'SPOOL_DAMAGED',
          message: `${name} for ${destination}: ${lines} entries are damaged, ${sound} are sound`,
          hint: 'metta-dd spool flush sends what is sound and puts the rest into quarantine',
        })),
      );
    return { folder: spool.folder, segments };
  }
}
