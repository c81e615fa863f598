import { EXIT } from '../exit.js';
import type { Area, Check } from './check.js';

const CODES: Readonly<Record<Area, number>> = {
  node: EXIT.incompatible,
  plugins: EXIT.incompatible,
  config: EXIT.configuration,
  secrets: EXIT.configuration,
  proxy: EXIT.configuration,
  sources: EXIT.partial,
  datadog: EXIT.delivery,
  clock: EXIT.delivery,
  disk: EXIT.delivery,
};

// As a run would end that met the same: https://github.com/metta-dd/metta-dd/tree/main/packages/cli#commands
const ORDER = [EXIT.configuration, EXIT.incompatible, EXIT.authentication, EXIT.delivery, EXIT.partial];

/** What a run would end with for the worst of these. */
export function doctorExitCode(checks: readonly Check[]): number {
  const failed = checks.filter((check) => check.state === 'failed');
  const codes: number[] = failed.map(({ area, authentication }) =>
    authentication === true ? EXIT.authentication : CODES[area],
  );
  return ORDER.find((code) => codes.includes(code)) ?? EXIT.ok;
}
