import { hintOf, reasonOf } from '@metta-dd/core';
import { loadConfiguration, loadHostConfiguration } from '../config/load.js';
import { InvalidConfiguration, type Problem, problemText } from '../config/problem.js';
import type { Opened } from '../configured-command.js';
import type { Check } from './check.js';

const HINT = 'metta-dd config validate';

/** What is wrong with file and environment, but for the secrets, which are an area of their own. */
export async function checkConfiguration({ settings, installed, trusted, protect }: Opened): Promise<Check[]> {
  const { found } = settings;
  const how =
    found === undefined ? '' : trusted ? ', trusted' : ', found by searching: secrets go to the vendors alone';
  const file: Check =
    found === undefined
      ? { ...about, state: 'warning', message: 'no file, only the environment', hint: 'metta-dd config init' }
      : { ...about, state: 'ok', message: `${found.file}${how}` };
  try {
    const { collectors, providers } = installed;
    const request = { settings, installed: collectors, providers, trusted, protect };
    const read = await loadConfiguration({ ...request, selected: [], filter: {}, push: false });
    const names = read.instances.map(({ name }) => name);
    return [file, { ...about, name: 'collectors', state: 'ok', message: `${names.join(', ')} configured` }];
  } catch (error) {
    return [
      file,
      ...configurationProblems(error)
        .filter(({ at }) => !isSecret(at))
        .map(({ check }) => check),
    ];
  }
}

/** What sending lacks beyond that. */
export async function checkSending({ settings, installed, trusted, protect }: Opened): Promise<Check[]> {
  try {
    await loadHostConfiguration({ settings, providers: installed.providers, push: true, trusted, protect });
    return [];
  } catch (error) {
    return configurationProblems(error)
      .filter(({ at }) => at === 'env')
      .map(({ check }) => check);
  }
}

const about = { area: 'config', name: 'file' } as const;

/** Each problem as a check, with the path of the setting. */
export function configurationProblems(error: unknown): { readonly at: string; readonly check: Check }[] {
  if (error instanceof InvalidConfiguration) return error.problems.map(problemCheck);
  const hint = hintOf(error) ?? HINT;
  return [{ at: '', check: { ...about, state: 'failed', message: reasonOf(error), hint } }];
}

function problemCheck(problem: Problem): { readonly at: string; readonly check: Check } {
  const at = problem.path ?? '';
  const name = at === '' ? 'file' : at;
  const message = problemText(problem);
  return { at, check: { ...about, name, state: 'failed', message, hint: problem.hint ?? HINT } };
}

const isSecret = (at: string) => /\.secrets(?:\.|$)|\.(?:apiKey|appKey)$/.test(at);
