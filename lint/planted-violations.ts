import { spawnSync } from 'node:child_process';

// Source that breaks an arrow, by the file it pretends to be; each must be refused, and the last group accepted.
const REFUSED: readonly (readonly [file: string, source: string])[] = [
  ['packages/core/src/planted.ts', "import 'metta-dd';"],
  ['packages/core/src/planted.ts', "import type { Sandbox } from '@metta-dd/sandbox'; export type A = Sandbox;"],
  ['packages/collector-github/src/planted.ts', "import '@metta-dd/collector-ec2';"],
  ['packages/collector-github/src/planted.ts', "export const later = () => import('@metta-dd/core/runtime');"],
  ['packages/collector-github/src/planted.ts', "import '@metta-dd/core/delivery';"],
  ['packages/collector-github/src/planted.ts', "export const later = () => import('@aws-sdk/client-ec2');"],
  ['packages/collector-github/src/planted.ts', "import '../../core/src/index.js';"],
  ['packages/collector-github/src/planted.test.ts', "import '@metta-dd/collector-wandb';"],
  ['packages/local-datadog/src/planted.ts', "import '@metta-dd/core';"],
  ['packages/sandbox/src/planted.ts', "import '@metta-dd/core';"],
  ['packages/cli/src/planted.ts', "import '@metta-dd/collector-github';"],
  ['packages/cli/src/planted.ts', "import '@datadog/datadog-api-client';"],
];
const ACCEPTED: typeof REFUSED = [
  ['packages/collector-wandb/src/planted.ts', "import '@metta-dd/core/http';"],
  ['packages/collector-github/src/planted.ts', "export const later = () => import('@octokit/rest');"],
  ['packages/collector-github/src/planted.test.ts', "import '@metta-dd/sandbox';"],
  ['packages/cli/src/planted.ts', "import '@metta-dd/core/delivery';"],
];

function refuses(file: string, source: string): boolean {
  const args = ['lint', '--only=style/noRestrictedImports', `--stdin-file-path=${file}`];
  const { status, error } = spawnSync('biome', args, { input: `${source}\n` });
  if (error !== undefined) throw error;
  return status !== 0;
}

const wrong = [
  ...REFUSED.filter((one) => !refuses(...one)).map(([file, source]) => `${file}: ${source} was accepted`),
  ...ACCEPTED.filter((one) => refuses(...one)).map(([file, source]) => `${file}: ${source} was refused`),
];
if (wrong.length > 0) {
  console.error(`lint/arrows.json does not keep the arrows:\n${wrong.join('\n')}`);
  process.exitCode = 1;
} else console.log(`lint/arrows.json: ${REFUSED.length} planted violations refused, ${ACCEPTED.length} imports accepted`);
