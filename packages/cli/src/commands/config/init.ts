import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.js';
import { catalogOf } from '../../catalog.js';
import { ignoringDotenv, initialConfig, initialDotenv } from '../../config/initial-files.js';
import { UsageError } from '../../failure.js';
import { installed } from '../../installed.js';

export default class ConfigInit extends BaseCommand {
  static override description =
    'Write metta-dd.yaml, .env.sample and the line in .gitignore, for the installed collectors';
  static override flags = { force: Flags.boolean({ char: 'f', description: 'overwrite the files that are there' }) };

  async run() {
    const { flags } = await this.parse(ConfigInit);
    const folder = process.cwd();
    const entries = installed(this.config, folder)
      .collectors.map(catalogOf)
      .filter((entry) => 'metrics' in entry);
    const files = [
      { file: join(folder, 'metta-dd.yaml'), text: initialConfig(entries) },
      { file: join(folder, '.env.sample'), text: initialDotenv(entries) },
    ];
    const present = files.filter(({ file }) => existsSync(file)).map(({ file }) => file);
    if (present.length > 0 && !flags.force)
      throw new UsageError(`${present.join(' and ')} already there`, 'metta-dd config init --force');
    for (const { file, text } of files) writeFileSync(file, text);
    const ignore = join(folder, '.gitignore');
    const before = existsSync(ignore) ? readFileSync(ignore, 'utf8') : '';
    writeFileSync(ignore, ignoringDotenv(before));
    const written = [...files.map(({ file }) => file), ignore];
    this.print(written.join('\n'));
    return { written };
  }
}
