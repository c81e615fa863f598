import { renameSync, writeFileSync } from 'node:fs';

/** Lines that `.env` readers take as they are. */
export function dotenvText(env: Readonly<Record<string, string>>): string {
  return Object.entries(env)
    .map(([name, value]) => `${name}=${/^[\w./:@-]*$/.test(value) ? value : quoted(value)}\n`)
    .join('');
}

const quoted = (value: string) => (value.includes("'") ? `"${value}"` : `'${value}'`);

/** Writes the lines for the owner only, and whole at once: whoever waits for the file never reads half of it. */
export function writeDotenv(file: string, env: Readonly<Record<string, string>>): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, dotenvText(env), { mode: 0o600 });
  renameSync(draft, file);
}
