import type { DatadogApi } from '@metta-dd/datadog-api';
import { ConfiguredCommand, type Opened } from '../configured-command.js';
import { InterruptedError } from '../failure.js';
import { onInterruption } from '../signals.js';

/** What a command works with. */
export interface AtDatadog {
  readonly datadog: DatadogApi;
  readonly opened: Opened;
}

/** A command that asks Datadog; refused keys end it with 4. */
export abstract class DatadogCommand extends ConfiguredCommand {
  /** The result of the work, which a signal ends early. */
  protected async atDatadog(named: string | undefined, work: (at: AtDatadog) => Promise<object>): Promise<object> {
    const [{ openDatadog }, opened] = await Promise.all([import('./open-datadog.js'), this.open(named)]);
    const interruption = onInterruption((text) => this.say(text));
    try {
      const { datadog, close } = await openDatadog(opened, interruption.signal);
      try {
        return await work({ datadog, opened });
      } finally {
        await close();
      }
    } catch (cause) {
      const signal = interruption.received();
      throw signal === undefined ? cause : new InterruptedError(signal, { cause });
    } finally {
      interruption.stop();
    }
  }
}
