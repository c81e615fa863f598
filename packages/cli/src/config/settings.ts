import { readFileSync } from 'node:fs';
import { type ConfigDocument, parseConfig } from './document.js';
import { type LayeredEnvironment, withDotenv } from './environment.js';
import { type FileSearch, type FoundFile, findConfigFile } from './find-file.js';
import { isRecord, type Path, pathText } from './path.js';
import { InvalidConfiguration, type Problem } from './problem.js';
import { type Setting, variableSettings, withSettings } from './variables.js';

/** File, environment and flags merged; references stand as they were written. */
export interface Settings {
  readonly tree: Readonly<Record<string, unknown>>;
  /** What overrides the file, in the order in which it was applied. */
  readonly overrides: readonly Setting[];
  readonly found: FoundFile | undefined;
  readonly document: ConfigDocument | undefined;
  readonly environment: LayeredEnvironment;
  readonly warnings: readonly string[];
}

/** Reads the file and the environment; flags are settings that win. */
export function readSettings(search: FileSearch, flags: readonly Setting[] = []): Settings {
  const found = findConfigFile(search);
  const document = found && readDocument(found.file);
  const environment = withDotenv(search.environment, found?.file);
  const { settings, warnings } = variableSettings(environment);
  const overrides = [...settings, ...flags];
  const tree = withSettings(document?.content ?? {}, overrides);
  return { tree, overrides, found, document, environment, warnings };
}

/** The same settings with more of them; flags still win. */
export function withOverrides(settings: Settings, more: readonly Setting[]): Settings {
  const flags = settings.overrides.filter(({ origin }) => origin === 'flag');
  const others = settings.overrides.filter(({ origin }) => origin !== 'flag');
  const overrides = [...others, ...more, ...flags];
  return { ...settings, overrides, tree: withSettings(settings.document?.content ?? {}, overrides) };
}

/** Which setting overrides the file at a path. */
export function overrideAt(settings: Settings, path: Path): Setting | undefined {
  return settings.overrides.findLast((setting) => setting.path.every((step, index) => path[index] === step));
}

/** Where the value at a path was written. */
export function placeOf(settings: Settings, path: Path): Omit<Problem, 'message'> {
  const override = overrideAt(settings, path);
  if (override !== undefined) return { file: override.name, path: pathText(path) };
  const { document } = settings;
  return document === undefined ? {} : { file: document.file, ...document.locate(path) };
}

function readDocument(file: string): ConfigDocument {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new InvalidConfiguration([
      { file, message: `cannot read it: ${cause instanceof Error ? cause.message : String(cause)}` },
    ]);
  }
  const document = parseConfig(file, text);
  if (isRecord(document.content)) return document;
  throw new InvalidConfiguration([{ file, line: 1, column: 1, message: 'expected a mapping at the top' }]);
}
