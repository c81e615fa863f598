import type { Interfaces } from '@oclif/core';

const PACKAGE = '@oclif/plugin-plugins';

/**
 * Runs a command of oclif's plugin manager. Its npm speaks through `console.log`, which the base command has turned
 * to stderr by then.
 */
export async function runOclifPlugins(config: Interfaces.Config, id: string, argv: readonly string[]): Promise<void> {
  // The package exports no deep path, so its classes are reached through the plugin that oclif has loaded.
  const command = await config.plugins.get(PACKAGE)?.findCommand(id, { must: true });
  await command?.run([...argv], config);
}

/** `github` as `@metta-dd/collector-github`; never anything else that bears the name. */
export function expandedName(name: string, config: Interfaces.Config): string {
  const { scope, pluginPrefix } = config.pjson.oclif;
  return /^[\w.-]+(@.*)?$/.test(name) && !name.endsWith('.git') ? `@${scope}/${pluginPrefix}-${name}` : name;
}
