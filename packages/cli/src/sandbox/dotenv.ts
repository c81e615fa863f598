/** Lines that `.env` readers take as they are. */
export function dotenvText(env: Readonly<Record<string, string>>): string {
  return Object.entries(env)
    .map(([name, value]) => `${name}=${/^[\w./:@-]*$/.test(value) ? value : quoted(value)}\n`)
    .join('');
}

const quoted = (value: string) => (value.includes("'") ? `"${value}"` : `'${value}'`);
