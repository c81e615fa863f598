import { hintOf, reasonOf } from '@metta-dd/core';
import type { Found } from '../discovery.js';
import type { Installed } from '../installed.js';
import type { Check } from './check.js';

/** Loads the code of every collector and provider for real. */
export async function checkPlugins({ collectors, providers }: Installed): Promise<Check[]> {
  if (collectors.length === 0) return [noCollector];
  const schemes = [...new Set(providers)].map(async (provider): Promise<Check> => {
    const { scheme, plugin, problem } = provider;
    const about = { area: 'plugins', name: scheme } as const;
    try {
      if (problem !== undefined) throw new Error(problem);
      await provider.load();
      return { ...about, state: 'ok', message: `secrets of \${${scheme}:…} come through ${plugin}` };
    } catch (error) {
      const hint = hintOf(error) ?? `metta-dd plugins:install ${plugin} --force`;
      return { ...about, state: 'failed', message: `${plugin}: ${reasonOf(error)}`, hint };
    }
  });
  return Promise.all([...collectors.map(checkCollector), ...schemes]);
}

const noCollector: Check = {
  area: 'plugins',
  name: 'collectors',
  state: 'failed',
  message: 'no collector is installed',
  hint: 'metta-dd plugins:install github',
};

async function checkCollector({ id, plugin, version, type, hides, load }: Found): Promise<Check> {
  const about = { area: 'plugins', name: id } as const;
  try {
    await load();
  } catch (error) {
    const hint = hintOf(error) ?? `metta-dd plugins:install ${plugin} --force`;
    return { ...about, state: 'failed', message: reasonOf(error), hint };
  }
  const message = `${plugin}@${version} (${type})`;
  if (hides.length === 0) return { ...about, state: 'ok', message };
  const hint = `metta-dd plugins:uninstall ${plugin}, if the other one is meant`;
  return { ...about, state: 'warning', message: `${message} hides ${hides.join(', ')}`, hint };
}
