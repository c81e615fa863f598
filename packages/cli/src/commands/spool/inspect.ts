import { Args } from '@oclif/core';
import { inspectedText } from '../../render/spool.js';
import { SpoolCommand } from '../../spool-command.js';

export default class SpoolInspect extends SpoolCommand {
  static override description = 'Show what is in a segment, without touching it';
  static override examples = ['<%= config.bin %> <%= command.id %> 001761243600-0f3a-000001.series'];
  static override args = {
    file: Args.string({ description: 'a name from spool list, or a path', required: true, ignoreStdin: true }),
  };

  async run() {
    const { args, flags } = await this.parse(SpoolInspect);
    const { inspectSegment } = await import('../../spool/inspect-segment.js');
    const { spool } = await this.openSpool(flags.config);
    const inspected = await inspectSegment(spool, args.file);
    if (inspected.state === 'newer')
      this.caution({ code: 'SPOOL_NEWER', message: 'a newer version of metta-dd wrote it', hint: 'upgrade metta-dd' });
    this.print(inspectedText(inspected));
    return inspected;
  }
}
