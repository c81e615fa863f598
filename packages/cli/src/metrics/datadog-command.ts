import { isAuthentication, reasonOf } from '@metta-dd/core';
import type { DatadogApi } from '@metta-dd/datadog-api';
import { ConfiguredCommand, type Opened } from '../configured-command.js';
import type { ErrorItem } from '../envelope.js';
import { itemText } from '../render/problem.js';
import { onInterruption } from '../signals.js';

/** What a command works with. */
export interface AtDatadog {
  readonly datadog: DatadogApi;
  readonly opened: Opened;
}

/** A command that asks Datadog; refused keys end it with 4. */
export abstract class DatadogCommand extends ConfiguredCommand {
  /** The result of the work, or an empty one where Datadog did not answer. */
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
    } catch (error) {
      await this.#failed(error, interruption.received());
      return {};
    } finally {
      interruption.stop();
    }
  }

  async #failed(error: unknown, received: 'SIGINT' | 'SIGTERM' | undefined): Promise<void> {
    const { EXIT } = await import('@metta-dd/core/runtime');
    if (received !== undefined) {
      const code = received === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
      this.#end(code, { code: 'INTERRUPTED', message: `ended by ${received}` });
    } else if (isAuthentication(error)) this.#end(EXIT.authentication, itemOf('AUTHENTICATION', error));
    else if (error instanceof Error && error.name === 'DatadogApiError')
      this.#end(EXIT.internal, itemOf('DATADOG', error));
    else throw error;
  }

  #end(exitCode: number, item: ErrorItem): void {
    process.stderr.write(`${this.redact(itemText(item, 'error'))}\n`);
    this.endWith(exitCode, [item]);
  }
}

/** An error of Datadog as it is shown. */
export function itemOf(code: string, error: unknown): ErrorItem {
  const hint = error instanceof Error && 'hint' in error && typeof error.hint === 'string' ? error.hint : undefined;
  return { code, message: reasonOf(error), ...(hint !== undefined && { hint }) };
}
