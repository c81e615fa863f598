import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';

/** Variables by name; read once, here, and handed on. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What the process was started with. */
export function processEnvironment(): Environment {
  return { ...process.env };
}

/** The environment of a configuration: the process's own, then the `.env` beside the file. */
export interface LayeredEnvironment {
  readonly variables: Environment;
  /** True where only the `.env` sets the variable: it is trusted no more than the file beside it. */
  readonly fromDotenv: (name: string) => boolean;
}

/** Adds the `.env` beside a configuration file; it never overrides the environment. */
export function withDotenv(environment: Environment, configFile: string | undefined): LayeredEnvironment {
  const dotenv = configFile === undefined ? {} : readDotenv(join(dirname(configFile), '.env'));
  return {
    variables: { ...dotenv, ...defined(environment) },
    fromDotenv: (name) => environment[name] === undefined && dotenv[name] !== undefined,
  };
}

function readDotenv(file: string): Environment {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
  return parseEnv(text);
}

function defined(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined));
}
