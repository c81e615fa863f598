import type { Dropped, SpoolFolder } from '@metta-dd/core/delivery';
import { Flags } from '@oclif/core';
import { confirm } from '../../confirm.js';
import { UsageError } from '../../failure.js';
import { droppedText } from '../../render/spool.js';
import { SpoolCommand } from '../../spool-command.js';

export default class SpoolDrop extends SpoolCommand {
  static override description =
    'Remove what waits longer than a duration: these points are lost. What a running process answers for stays';
  static override examples = ['<%= config.bin %> <%= command.id %> --older-than 1h --yes'];
  static override flags = {
    'older-than': Flags.string({ description: 'how long it waits', helpValue: '1h', required: true }),
    destination: Flags.string({ description: 'only what waits for this one' }),
    yes: Flags.boolean({ char: 'y', description: 'do not ask' }),
    'dry-run': Flags.boolean({ description: 'only say what would go' }),
  };

  async run() {
    const { flags } = await this.parse(SpoolDrop);
    const [{ parseDuration }, { spool }] = await Promise.all([
      import('../../config/duration.js'),
      this.openSpool(flags.config),
    ]);
    const age = parseDuration(flags['older-than']);
    if (age === undefined)
      throw new UsageError(
        `--older-than ${flags['older-than']} is no duration`,
        'write it with its unit: --older-than 1h',
      );
    const before = new Date(spool.process.nowMs() - age);
    const planned = await plan(spool, before, flags.destination);
    // Absent, whatever its type says, where the flag is not given.
    const dryRun = flags['dry-run'] === true;
    const told = dryRun || planned.segments === 0 ? planned : await this.#drop(spool, before, planned, flags);
    this.print(droppedText(told, dryRun));
    return { folder: spool.folder, dryRun, ...told };
  }

  async #drop(
    spool: SpoolFolder,
    before: Date,
    planned: Dropped,
    { yes, destination }: { readonly yes: boolean; readonly destination?: string | undefined },
  ): Promise<Dropped> {
    const question = `Drop ${planned.segments} segments with ${planned.points} points?`;
    if (!(await confirm(question, yes))) return { segments: 0, points: 0, skipped: planned.skipped };
    const { dropSpool } = await import('@metta-dd/core/delivery');
    return dropSpool(spool, before, destination);
  }
}

async function plan(spool: SpoolFolder, before: Date, destination: string | undefined): Promise<Dropped> {
  const { listSpool } = await import('@metta-dd/core/delivery');
  const old = (await listSpool(spool)).filter(
    (one) => one.newest < before && (destination === undefined || one.destination === destination),
  );
  const going = old.filter(({ owner, state }) => owner === undefined && state !== 'newer');
  const points = going.reduce((sum, one) => sum + (one.points ?? 0), 0);
  return { segments: going.length, points, skipped: old.length - going.length };
}
