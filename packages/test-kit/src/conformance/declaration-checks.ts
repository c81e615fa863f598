import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { metricsOf } from '@metta-dd/core';
import { checkInstances, HOST_KEYS } from '@metta-dd/core/runtime';
import { parse } from 'yaml';
import { readCollectorPackage } from '../collector-package.js';
import { isDatadogUnit } from '../datadog-units.js';
import { updateReadme } from '../update-readme.js';
import { type Check, refuse } from './check.js';
import type { Subject } from './subject.js';

const SENTENCE = /^[A-Z0-9].*\.$/s;
const NAME = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*(?:\.[a-z0-9]+(?:_[a-z0-9]+)*){2,}$/;

/** What can be checked without asking a source anything. */
export function declarationChecks({ manifest, folder }: Subject): readonly Check[] {
  const specs = manifest.collectors.flatMap(metricsOf).map(({ spec }) => spec);
  return [
    {
      name: 'every metric is named {id}.{category}.{metric}, once',
      run: async () => {
        checkInstances([{ name: manifest.id, manifest }]);
        const wrong = specs.filter(({ name }) => !NAME.test(name) || !name.startsWith(`${manifest.id}.`));
        refuse(wrong.map(({ name }) => `${name} is not a metric name that starts with ${manifest.id}.`));
      },
    },
    {
      name: 'every metric says in a sentence what it means, in a unit of Datadog’s, and what it needs',
      run: async () => {
        refuse(
          specs.flatMap(({ name, description, unit, needs }) => [
            ...(SENTENCE.test(description) ? [] : [`${name}: the description is no sentence with a full stop`]),
            ...(unit === undefined || isDatadogUnit(unit) ? [] : [`${name}: ${unit} is no unit of Datadog's`]),
            ...(needs.length > 0 ? [] : [`${name}: needs states no permission`]),
          ]),
        );
      },
    },
    {
      name: 'the configuration describes itself and refuses an unknown key',
      run: async () => {
        const schema = manifest.config['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
        const sample: unknown = parse(await readFile(join(folder, 'sample.yaml'), 'utf8')) ?? {};
        const right = await manifest.config['~standard'].validate(sample);
        const wrong = await manifest.config['~standard'].validate({ ...Object(sample), noSuchKey: 1 });
        refuse([
          ...(schema.type === 'object' ? [] : ['the JSON Schema is not that of an object']),
          ...(right.issues ?? []).map(
            ({ message }: { readonly message: string }) => `sample.yaml is refused: ${message}`,
          ),
          ...(wrong.issues === undefined ? ['an unknown key is accepted: use z.strictObject'] : []),
        ]);
      },
    },
    {
      name: 'no key of the configuration is one that the host reads itself',
      run: async () => {
        const { properties } = manifest.config['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
        const keys = Object.keys(Object(properties));
        const taken = HOST_KEYS.filter((key) => keys.includes(key));
        refuse(taken.map((key) => `the key ${key} never reaches the collector: give it another name`));
      },
    },
    {
      name: 'the package is found by its package.json, and its manifest loads no SDK',
      run: async () => {
        const { manifests } = await readCollectorPackage(folder);
        refuse([
          ...(manifests.some(({ id }) => id === manifest.id) ? [] : [`package.json does not list ${manifest.id}`]),
          ...(await dependenciesLoaded(folder)).map((name) => `importing the manifest loads ${name}`),
        ]);
      },
    },
    {
      name: 'the generated tables of the README are up to date',
      run: async () => {
        if (await updateReadme(folder, { check: true })) refuse(['README.md is out of date: type pnpm run docs']);
      },
    },
  ];
}

const LIGHT = ['@metta-dd/core', 'zod'];

/** The dependencies of the package, but core and the schema library, that importing its modules loads. */
async function dependenciesLoaded(folder: string): Promise<string[]> {
  const pjson = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const heavy = Object.keys(pjson.dependencies ?? {}).filter((name) => !LIGHT.includes(name));
  const modules: string[] = pjson['metta-dd'].collectors.map(({ module }: { readonly module: string }) => module);
  const program = `
    import { registerHooks } from 'node:module';
    const heavy = new Set(${JSON.stringify(heavy)});
    const loaded = new Set();
    registerHooks({ resolve(specifier, context, next) {
      const name = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
      if (heavy.has(name)) loaded.add(name);
      return next(specifier, context);
    } });
    for (const module of ${JSON.stringify(modules)}) await import(new URL(module, 'file://' + process.cwd() + '/'));
    console.log(JSON.stringify([...loaded]));`;
  const args = ['--input-type=module', '--eval', program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder });
  const loaded: unknown = JSON.parse(stdout);
  return Array.isArray(loaded) ? loaded.map(String) : [];
}
