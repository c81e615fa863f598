import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { ConfigError } from '@metta-dd/core';
import { type AccountConfig, accountOfRole } from '../config.js';
import { attempt } from './failure.js';
import { listOf } from './pages.js';
import type { Caller, Credentials, Session } from './session.js';

/** An account that can be read, with the regions to read. */
export interface Account {
  readonly id: string;
  /** Whom AWS sees there. */
  readonly identity: string;
  readonly credentials: Credentials;
  readonly regions: readonly string[];
}

// "not-opted-in" regions refuse every call.
const USABLE = new Set(['opt-in-not-required', 'opted-in']);

/** Gets the credentials of an account and finds its regions. */
export async function openAccount(
  session: Session,
  config: AccountConfig,
  { caller, regions }: { readonly caller: () => Promise<Caller>; readonly regions: 'enabled' | readonly string[] },
): Promise<Account> {
  const known = config.roleArn === undefined ? await own(session, config, caller) : await assumed(session, config);
  const wanted = config.regions ?? regions;
  return { ...known, regions: wanted === 'enabled' ? await enabledRegions(session, known) : wanted };
}

type KnownAccount = Omit<Account, 'regions'>;

async function own(session: Session, { id }: AccountConfig, caller: () => Promise<Caller>): Promise<KnownAccount> {
  const { accountId, arn } = await caller();
  if (id !== undefined && id !== accountId)
    throw new ConfigError(`cannot read the account ${id}: the credentials are those of ${accountId}`, {
      hint: `give the account ${id} a roleArn, or use other credentials`,
    });
  return { id: accountId, identity: arn, credentials: session.credentials };
}

async function assumed(session: Session, { roleArn = '', externalId }: AccountConfig): Promise<KnownAccount> {
  const credentials = session.roleCredentials(roleArn, externalId);
  // Asked once here: a role that cannot be assumed would be asked for again by every client of the account.
  await credentials();
  return { id: accountOfRole(roleArn) ?? '', identity: roleArn, credentials };
}

async function enabledRegions(session: Session, { id, identity, credentials }: KnownAccount): Promise<string[]> {
  const call = { action: 'ec2:DescribeRegions', what: `list the regions of ${id}`, identity };
  return attempt(call, async () => {
    const client = new EC2Client(session.settings(await session.homeRegion(), credentials));
    const { Regions } = await client.send(new DescribeRegionsCommand({}), session.sending);
    return listOf(call.what, Regions)
      .filter(({ OptInStatus }) => OptInStatus !== undefined && USABLE.has(OptInStatus))
      .flatMap(({ RegionName }) => RegionName ?? [])
      .toSorted();
  });
}
