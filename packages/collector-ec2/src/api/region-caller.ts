import type { Account } from './accounts.js';
import { attempt, type Call } from './failure.js';
import type { Session, Settings } from './session.js';

/** One region of one account, as the calls to it see it. */
export class RegionCaller {
  readonly account: Account;
  readonly region: string;
  readonly session: Session;

  constructor(session: Session, account: Account, region: string) {
    this.session = session;
    this.account = account;
    this.region = region;
  }

  get settings(): Settings {
    return this.session.settings(this.region, this.account.credentials);
  }

  /** Does one call; `verb` is such as `list the instances`. */
  ask<T>(action: string, verb: string, send: (options: { readonly abortSignal: AbortSignal }) => Promise<T>) {
    const call: Call = { action, what: this.what(verb), identity: this.account.identity };
    return attempt(call, () => send(this.session.sending));
  }

  what(verb: string): string {
    return `${verb} of ${this.account.id} in ${this.region}`;
  }
}
