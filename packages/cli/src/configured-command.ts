import { homedir } from 'node:os';
import type { Clock, Logger, LogLevel } from '@metta-dd/core/runtime';
import { BaseCommand } from './base-command.js';
import { catalogOf } from './catalog.js';
import type { Settings } from './config/settings.js';
import type { Setting } from './config/variables.js';
import { type Installed, installed } from './installed.js';

/** What a command that reads the configuration starts from. */
export interface Opened {
  readonly settings: Settings;
  readonly installed: Installed;
  /** The file was named, or accepted with `config trust`. */
  readonly trusted: boolean;
  readonly protect: (value: string) => void;
}

/** The flags that say how much is logged, and how. */
export interface LogFlags {
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly 'log-level'?: LogLevel | undefined;
  readonly 'log-format': string;
}

/** A command that reads the configuration; YAML and schema libraries are loaded only here. */
export abstract class ConfiguredCommand extends BaseCommand {
  /** Reads file and environment, and hides every secret of the environment from then on. */
  protected async open(named: string | undefined, overrides: readonly Setting[] = []): Promise<Opened> {
    const [{ readSettings }, { connectedProviders }, { secretValues }, { isTrusted }, redactor] = await Promise.all([
      import('./config/settings.js'),
      import('./config/connected-providers.js'),
      import('./config/secret-variables.js'),
      import('./config/trust.js'),
      this.redactor(),
    ]);
    const found = installed(this.config, process.cwd());
    const variables = found.collectors.flatMap((collector) => {
      const entry = catalogOf(collector);
      return 'secrets' in entry ? Object.values(entry.secrets).flatMap(({ env }) => env) : [];
    });
    for (const value of secretValues(this.environment, variables)) redactor.protect(value);
    const search = { environment: this.environment, cwd: process.cwd(), home: homedir() };
    const settings = readSettings({ ...search, ...(named !== undefined && { named }) }, overrides);
    for (const value of secretValues(settings.environment.variables, variables)) redactor.protect(value);
    for (const message of settings.warnings) this.caution({ code: 'ENVIRONMENT', message });
    const trusted = isTrusted(settings, this.config.configDir);
    const warn = (message: string) => this.caution({ code: 'SECRET', message });
    return {
      settings,
      installed: { ...found, providers: connectedProviders(found.providers, { settings, trusted, warn }) },
      trusted,
      protect: (value) => redactor.protect(value),
    };
  }

  /** Writes to stderr, with every secret hidden. */
  protected async logger(flags: LogFlags, clock: Clock, usual: LogLevel = 'warn'): Promise<Logger> {
    const [{ createLogger }, redactor] = await Promise.all([import('@metta-dd/core/runtime'), this.redactor()]);
    return createLogger({
      write: (line) => process.stderr.write(`${line}\n`),
      level: flags['log-level'] ?? (flags.verbose ? 'info' : flags.quiet ? 'error' : usual),
      format: flags['log-format'] === 'json' ? 'json' : 'text',
      redactor,
      runId: this.runId,
      clock,
    });
  }
}
