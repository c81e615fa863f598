import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { ConfigError, type RunContext, reasonOf, SourceError } from '@metta-dd/core';
import type { Ec2Config } from '../config.js';
import { attempt } from './failure.js';
import { FetchTransport } from './transport.js';

/** Secrets that replace the AWS credential chain. */
export interface Ec2Secrets {
  readonly accessKeyId: string | undefined;
  readonly secretAccessKey: string | undefined;
  readonly sessionToken: string | undefined;
}

export type Ec2Run = RunContext<Ec2Config, Ec2Secrets>;

/** Finds credentials and keeps them until they expire; clients share one. */
export type Credentials = STSClient['config']['credentials'];

/** What the clients of all services have in common. */
export interface Settings {
  readonly region: string;
  readonly credentials: Credentials;
  readonly requestHandler: FetchTransport;
  readonly maxAttempts: number;
  readonly retryMode: string;
  readonly endpoint?: string;
}

/** Somebody AWS knows. */
export interface Caller {
  readonly accountId: string;
  readonly arn: string;
}

const SESSION_NAME = 'metta-dd';

/** The credentials of a run, and what all its AWS clients have in common. */
export class Session {
  readonly #run: Ec2Run;
  readonly #transport: FetchTransport;
  readonly #sts: STSClient;

  constructor(run: Ec2Run) {
    const { region, requestTimeoutSeconds } = run.config;
    this.#run = run;
    this.#transport = new FetchTransport(run.fetch, requestTimeoutSeconds * 1000);
    this.#sts = new STSClient({
      ...this.#common(),
      ...(region !== undefined && { region }),
      ...given(run.secrets),
    });
  }

  get credentials(): Credentials {
    return this.#sts.config.credentials;
  }

  /** The region of the configuration, or of the AWS environment or profile. */
  async homeRegion(): Promise<string> {
    try {
      return await this.#sts.config.region();
    } catch (cause) {
      const hint = 'set AWS_REGION, or region in the configuration of this collector';
      throw new ConfigError(`cannot tell the home region: ${reasonOf(cause)}`, { hint, cause });
    }
  }

  /** What a client of any service is made with. */
  settings(region: string, credentials: Credentials): Settings {
    return { ...this.#common(), region, credentials };
  }

  /** What every request is sent with. */
  get sending(): { readonly abortSignal: AbortSignal } {
    return { abortSignal: this.#run.signal };
  }

  /** Whom AWS sees behind the credentials themselves. */
  async caller(): Promise<Caller> {
    const call = {
      action: 'sts:GetCallerIdentity',
      what: 'ask AWS whose the credentials are',
      identity: 'this process',
    };
    const { Account, Arn } = await attempt(call, async () => {
      const { secretAccessKey, sessionToken } = await this.credentials();
      this.#protect(secretAccessKey, sessionToken);
      return this.#sts.send(new GetCallerIdentityCommand({}), this.sending);
    });
    if (Account === undefined || Arn === undefined)
      throw new SourceError(`cannot ${call.what}: the answer names no account`);
    return { accountId: Account, arn: Arn };
  }

  /** Credentials of a role, got anew before they expire; nothing is asked yet. */
  roleCredentials(roleArn: string, externalId: string | undefined): Credentials {
    const assume = () => this.#assume(roleArn, externalId);
    // A client makes a provider that remembers; others that are given it share what it remembers.
    return new STSClient({ ...this.#common(), region: this.#sts.config.region, credentials: assume }).config
      .credentials;
  }

  async #assume(roleArn: string, externalId: string | undefined) {
    const call = {
      action: 'sts:AssumeRole',
      what: `assume the role ${roleArn}`,
      identity: 'the credentials of this process, and let the role trust them',
    };
    const command = new AssumeRoleCommand({
      RoleArn: roleArn,
      RoleSessionName: SESSION_NAME,
      ...(externalId !== undefined && { ExternalId: externalId }),
    });
    const { Credentials: made } = await attempt(call, () => this.#sts.send(command, this.sending));
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = made ?? {};
    if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined)
      throw new SourceError(`cannot ${call.what}: the answer has no credentials`);
    this.#protect(SecretAccessKey, SessionToken);
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      ...(Expiration !== undefined && { expiration: Expiration }),
    };
  }

  #protect(...secrets: readonly (string | undefined)[]): void {
    for (const secret of secrets) if (secret !== undefined) this.#run.log.protect(secret);
  }

  #common() {
    const { endpoint, maxAttempts } = this.#run.config;
    return {
      requestHandler: this.#transport,
      maxAttempts,
      retryMode: 'adaptive',
      ...(endpoint !== undefined && { endpoint }),
    };
  }
}

function given({ accessKeyId, secretAccessKey, sessionToken }: Ec2Secrets) {
  if (accessKeyId === undefined && secretAccessKey === undefined) return {};
  if (accessKeyId === undefined || secretAccessKey === undefined)
    throw new ConfigError('cannot sign requests: accessKeyId and secretAccessKey go together', {
      hint: 'set both, or neither for the credentials of the AWS environment',
    });
  return { credentials: { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) } };
}
