import { PluginError } from '@metta-dd/core';
import { Args } from '@oclif/core';
import { catalogOf } from '../catalog.js';
import { ConfiguredCommand, type Opened } from '../configured-command.js';
import type { Found } from '../discovery.js';
import { UsageError } from '../failure.js';

export default class PermissionsCommand extends ConfiguredCommand {
  static override description =
    'Show the least that each source must grant, for exactly the metrics that are enabled; of all installed collectors where none is configured';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> ec2 > policy.json',
    '<%= config.bin %> <%= command.id %> k8s | kubectl apply -f -',
  ];
  static override strict = false;
  static override args = { collector: Args.string({ description: 'COLLECTOR...', ignoreStdin: true }) };

  async run() {
    const { argv, flags } = await this.parse(PermissionsCommand);
    const opened = await this.open(flags.config);
    const [{ needsOf }, { grantOf }, { permissionsText }, { enabledMetrics }] = await Promise.all([
      import('../permissions/needs.js'),
      import('../permissions/grants.js'),
      import('../render/permissions.js'),
      import('../permissions/enabled-metrics.js'),
    ]);
    const { idOf } = await import('../config/instances.js');
    const configured = Object.keys(Object(opened.settings.tree.collectors)).map(idOf);
    const permissions = this.#asked(argv.map(String), configured, opened).map((found) => {
      const entry = catalogOf(found);
      if ('problem' in entry) throw new PluginError(`cannot tell what ${found.id} needs: ${entry.problem}`);
      const needs = needsOf(entry.metrics, enabledMetrics(opened.settings, found.id));
      return { collector: found.id, title: found.title, needs, grant: grantOf(found.id, needs) };
    });
    this.print(permissionsText(permissions));
    return permissions;
  }

  #asked(named: readonly string[], configured: readonly string[], { installed }: Opened): Found[] {
    const wanted =
      named.length > 0 ? named : configured.length > 0 ? configured : installed.collectors.map(({ id }) => id);
    return [...new Set(wanted)].map((name) => {
      const found = installed.collectors.find(({ id }) => id === name);
      if (found !== undefined) return found;
      throw new UsageError(`no collector "${name}" is installed`, `metta-dd plugins:install ${name}`);
    });
  }
}
