/** An account as the API names it; absent for a deleted one, which GitHub shows as "ghost". */
export interface Account {
  readonly login: string;
  readonly bot: boolean;
}

/** Who a commit names as author or co-author. */
export interface CommitAuthor {
  readonly name: string;
  readonly email: string;
  readonly user?: { readonly login: string; readonly id: number };
}

export const GHOST: Account = { login: 'ghost', bot: false };

// https://docs.github.com/en/account-and-profile/reference/email-addresses-reference
const NOREPLY = /^(?:(\d+)\+)?([^@]+)@users\.noreply\.[\w.-]+$/;

/** True for an account that is no person: of type Bot, with a `[bot]` login, or among the configured ones. */
export function isBot({ login, bot }: Account, bots: readonly string[]): boolean {
  return bot || /\[bot\]$/i.test(login) || bots.some((name) => bareLogin(name) === bareLogin(login));
}

/** The same for a commit author, of whom a bot has no account here but an address that names it. */
export function isBotAuthor({ name, email, user }: CommitAuthor, bots: readonly string[]): boolean {
  const logins = [user?.login, NOREPLY.exec(email.toLowerCase())?.[2]].filter((login) => login !== undefined);
  return /\[bot\]$/i.test(name) || logins.some((login) => isBot({ login, bot: false }, bots));
}

const bareLogin = (login: string) => login.toLowerCase().replace(/\[bot\]$/, '');

/** Where the addresses of one person lead: the `.mailmap` of the repository, then the configured aliases. */
export interface Identities {
  readonly mailmap: ReadonlyMap<string, string>;
  readonly aliases: Readonly<Record<string, string>>;
}

/** Lower-case key of a person: the account if there is one, else the number or login in a noreply address, else the address. */
export function identityOf({ email, user }: CommitAuthor, { mailmap, aliases }: Identities): string {
  if (user !== undefined) return `id:${user.id}`;
  const written = email.toLowerCase();
  const noreply = noreplyIdentity(written);
  if (noreply !== undefined) return noreply;
  const mapped = mailmap.get(written) ?? written;
  const alias =
    Object.entries(aliases)
      .find(([from]) => from.toLowerCase() === mapped)?.[1]
      .toLowerCase() ?? mapped;
  return noreplyIdentity(alias) ?? (alias.includes('@') ? alias : `login:${alias}`);
}

function noreplyIdentity(email: string): string | undefined {
  const match = NOREPLY.exec(email);
  if (match === null) return undefined;
  return match[1] === undefined ? `login:${match[2]}` : `id:${match[1]}`;
}

/** The distinct people among the authors of commits, each given as author first, co-authors after. */
export function people(
  commits: readonly (readonly CommitAuthor[])[],
  identities: Identities,
  bots: readonly string[],
): ReadonlySet<string> {
  const idOfLogin = new Map<string, string>();
  for (const { user } of commits.flat()) {
    if (user !== undefined) idOfLogin.set(`login:${user.login.toLowerCase()}`, `id:${user.id}`);
  }
  const counted = commits.flatMap(([author, ...coAuthors]) => [
    ...(author === undefined ? [] : [author]),
    // A trailer is free text: only an account proves that there is a person behind it.
    ...coAuthors.filter(({ user }) => user !== undefined),
  ]);
  const keys = counted.filter((author) => !isBotAuthor(author, bots)).map((author) => identityOf(author, identities));
  return new Set(keys.map((key) => idOfLogin.get(key) ?? key));
}

// `Proper Name <proper@x> Commit Name <commit@x>`, the names optional: https://git-scm.com/docs/gitmailmap
const MAILMAP_LINE = /^[^<#]*<([^>]+)>[^<#]*<([^>]+)>/;

/** Reads the addresses of a `.mailmap`: commit address to proper address, both in lower case. */
export function parseMailmap(text: string): ReadonlyMap<string, string> {
  const pairs = text.split('\n').flatMap((line): [string, string][] => {
    const [, proper, commit] = MAILMAP_LINE.exec(line) ?? [];
    return proper === undefined || commit === undefined ? [] : [[commit.toLowerCase(), proper.toLowerCase()]];
  });
  return new Map(pairs);
}
