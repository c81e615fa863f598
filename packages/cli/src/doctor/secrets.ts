import { outageText } from '../config/outages.js';
import { rememberingProviders } from '../config/remembering-providers.js';
import type { Opened } from '../configured-command.js';
import { type CheckedSecret, checkSecrets, NOT_ASKED } from '../secrets/check.js';
import type { DeclaredSecret } from '../secrets/inventory.js';
import type { Check } from './check.js';

/** Whether each secret is there; offline those of a store are left out. */
export async function checkDeclaredSecrets(
  secrets: readonly DeclaredSecret[],
  { settings, installed, protect }: Opened,
  offline: boolean,
): Promise<Check[]> {
  const far = offline ? secrets.filter(isFar) : [];
  const near = secrets.filter((one) => !far.includes(one));
  const providers = rememberingProviders(installed.providers);
  const { secrets: checked, outages } = await checkSecrets(near, { settings, providers, protect });
  return [
    ...checked.map(asCheck),
    ...outages.map(({ reason, hint = 'metta-dd secrets list', secrets: names, required }): Check => {
      const state = required ? 'failed' : 'warning';
      return { area: 'secrets', name: 'store', state, message: outageText(reason, names), hint };
    }),
    ...far.map(({ name, origin = '' }): Check => {
      return { area: 'secrets', name, state: 'skipped', message: `${origin} was not asked: --offline` };
    }),
  ];
}

function asCheck({ name, state, origin = '', length = 0, optional, problem = '', hint }: CheckedSecret): Check {
  const about = { area: 'secrets', name } as const;
  if (state === 'present') return { ...about, state: 'ok', message: `${length} characters from ${origin}` };
  if (state === 'absent') return { ...about, state: 'ok', message: 'not set, optional' };
  if (problem === NOT_ASKED) return { ...about, state: 'skipped', message: `${problem} (${origin})` };
  const message = [problem, origin === '' ? '' : `(${origin})`].filter(Boolean).join(' ');
  const next = hint ?? 'metta-dd secrets list';
  // A dry run takes no key; whoever only looks must not be told that something is broken.
  if (name === 'datadog.apiKey' && origin === '')
    return { ...about, state: 'warning', message: 'not set: nothing can be sent', hint: next };
  return { ...about, state: optional ? 'warning' : 'failed', message, hint: next };
}

const isFar = ({ source }: DeclaredSecret) =>
  source.from === 'aws' || (source.from === 'text' && /\$\{(?!env:|file:)[a-z]/.test(source.text));
