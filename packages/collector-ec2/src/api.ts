import { type Account, openAccount } from './api/accounts.js';
import { PriceList } from './api/price-list.js';
import { Region } from './api/region.js';
import { type Caller, type Ec2Run, Session } from './api/session.js';
import type { AccountConfig } from './config.js';
import { accountOfRole } from './config.js';

/** An account and region; both are tags of all its series. */
export type Target = { readonly account_id: string; readonly region: string };

/** AWS, as one run sees it. */
export class Ec2Api {
  readonly #run: Ec2Run;
  readonly #session: Session;
  readonly #prices: PriceList;
  readonly #accounts = new Map<string, Account | { readonly error: unknown }>();
  #caller: Promise<Caller> | undefined;

  constructor(run: Ec2Run) {
    this.#run = run;
    this.#session = new Session(run);
    this.#prices = new PriceList(run, this.#session);
  }

  /** The regions of all accounts; an account that cannot be opened stands with a region, all of whose metrics fail. */
  async targets(): Promise<readonly Target[]> {
    const { accounts } = this.#run.config;
    const [only] = accounts;
    if (accounts.length === 1 && only !== undefined) return this.#regionsOf(await this.#open(only));
    const home = await this.#session.homeRegion();
    const found = accounts.map(async (config, index) => {
      try {
        return this.#regionsOf(await this.#open(config));
      } catch (error) {
        const id = config.id ?? accountOfRole(config.roleArn ?? '') ?? `of accounts[${index}]`;
        this.#accounts.set(id, { error });
        return regionNames(config, this.#run.config.regions, home).map((region) => ({ account_id: id, region }));
      }
    });
    return (await Promise.all(found)).flat();
  }

  /** Throws what kept the account from being opened. */
  region({ account_id, region }: Target): Region {
    const account = this.#accounts.get(account_id);
    if (account === undefined) throw new RangeError(`${account_id} is not among the accounts`);
    if ('error' in account) throw account.error;
    const { includeManaged } = this.#run.config;
    return new Region(this.#session, account, region, { prices: this.#prices, includeManaged });
  }

  #open(config: AccountConfig): Promise<Account> {
    const { regions } = this.#run.config;
    const caller = () => {
      this.#caller ??= this.#session.caller();
      return this.#caller;
    };
    return openAccount(this.#session, config, { caller, regions });
  }

  #regionsOf(account: Account): Target[] {
    this.#accounts.set(account.id, account);
    return account.regions.map((region) => ({ account_id: account.id, region }));
  }
}

/** Where the regions could not be asked for, the home region stands for them. */
function regionNames({ regions }: AccountConfig, all: 'enabled' | readonly string[], home: string): readonly string[] {
  const wanted = regions ?? all;
  return wanted === 'enabled' ? [home] : wanted;
}
