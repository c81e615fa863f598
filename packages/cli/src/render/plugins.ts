import type { UserPlugin } from '../plugins/user-plugins.js';
import { table } from './table.js';

/** One line for each plugin. */
export function pluginsText(plugins: readonly UserPlugin[]): string {
  if (plugins.length === 0) return 'no plugin is installed; try: metta-dd plugins:install github';
  return table(
    plugins.map(({ name, version, type, collectors, problem }) => {
      return [name, version, `(${type})`, collectors.join(', '), problem === undefined ? '' : `! ${problem}`];
    }),
  );
}
