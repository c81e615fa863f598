import type { User } from '../world.js';

const NOREPLY = /^(?:(\d+)\+)?([^@\s]+)@users\.noreply\.github\.com$/;

/** Gives each lower-case address one account; logins and numbers are unique and depend only on the order of the calls. */
export class UserRegistry {
  readonly #byEmail = new Map<string, User>();
  readonly #logins = new Set<string>();
  readonly #ids = new Set<number>();
  #next = 1001;

  get users(): readonly User[] {
    return [...this.#byEmail.values()];
  }

  find(email: string): User | undefined {
    return this.#byEmail.get(email.toLowerCase());
  }

  add(name: string, address: string): User {
    const email = address.toLowerCase();
    const known = this.#byEmail.get(email);
    if (known !== undefined) return known;
    const noreply = NOREPLY.exec(email);
    const bot = [name, email].some((text) => text.toLowerCase().includes('[bot]'));
    const user: User = {
      id: this.#id(noreply?.[1]),
      login: this.#login(noreply?.[2] ?? (bot ? botLogin(name, email) : slug(email.split('@')[0] ?? email))),
      name,
      email,
      type: bot ? 'Bot' : 'User',
    };
    this.#byEmail.set(email, user);
    return user;
  }

  #id(known: string | undefined): number {
    let id = known === undefined ? this.#next++ : Number(known);
    while (this.#ids.has(id)) id = this.#next++;
    this.#ids.add(id);
    return id;
  }

  #login(wanted: string): string {
    const suffix = wanted.endsWith('[bot]') ? '[bot]' : '';
    const stem = wanted.slice(0, wanted.length - suffix.length) || 'user';
    let login = stem + suffix;
    for (let n = 2; this.#logins.has(login); n++) login = `${stem}-${n}${suffix}`;
    this.#logins.add(login);
    return login;
  }
}

/** A login has letters, digits and single hyphens; other characters of an address are none. */
function slug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
}

function botLogin(name: string, email: string): string {
  const text = name.toLowerCase().includes('[bot]') ? name : (email.split('@')[0] ?? email);
  return `${slug(text.toLowerCase().replace('[bot]', ''))}[bot]`;
}
