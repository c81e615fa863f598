import { ConfiguredCommand } from '../../configured-command.js';
import { EXIT } from '../../exit.js';
import { deliveryText } from '../../render/report.js';
import { onInterruption } from '../../signals.js';

export default class SpoolFlush extends ConfiguredCommand {
  static override description =
    'Send what waits, newest first, without collecting anything; exits with 6 where some is kept';

  async run() {
    const { flags } = await this.parse(SpoolFlush);
    const opened = await this.open(flags.config);
    const [{ flushSpool }, { deliveryErrors, deliveryWarnings }, { EXIT: CODES }] = await Promise.all([
      import('../../spool/flush.js'),
      import('../../collect/result.js'),
      import('@metta-dd/core/runtime'),
    ]);
    const interruption = onInterruption((text) => this.say(text));
    const flushed = await flushSpool({
      opened,
      signal: interruption.signal,
      logger: (clock) => this.logger(flags, clock),
    }).finally(() => interruption.stop());
    for (const { destination, points } of flushed.strangers)
      this.caution({
        code: 'SPOOL_WITHOUT_DESTINATION',
        message: `${points} points wait for ${destination}, which is no destination of this configuration`,
        hint: 'metta-dd spool drop --older-than 1h',
      });
    for (const warning of deliveryWarnings(flushed)) this.note(warning);
    this.print(deliveryText(flushed.reports));
    const received = interruption.received();
    const errors = deliveryErrors(flushed.reports);
    if (received !== undefined) this.endWith(received === 'SIGINT' ? CODES.interrupted : CODES.terminated, errors);
    else if (flushed.reports.some(({ kept }) => kept > 0)) this.endWith(EXIT.delivery, errors);
    return { delivery: flushed.reports };
  }
}
