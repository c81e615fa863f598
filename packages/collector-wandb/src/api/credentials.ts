import { readFile } from 'node:fs/promises';
import { AuthenticationError, ConfigError, type RunContext, reasonOf, SourceError } from '@metta-dd/core';
import { z } from 'zod';
import type { WandbConfig } from '../config.js';

export interface WandbSecrets {
  readonly apiKey: string | undefined;
}

export type WandbRun = RunContext<WandbConfig, WandbSecrets>;

/** What a request shows to be let in. */
export interface Credentials {
  /** The value of the header `Authorization`. */
  authorization(): Promise<string>;
  /** Drops a token that was refused; false where there is no other to be had. */
  renew(): boolean;
}

/** Throws a ConfigError where neither a key nor an identity token is configured. */
export function credentialsOf(run: WandbRun): Credentials {
  const { identityTokenFile } = run.config;
  const apiKey = run.secrets.apiKey?.trim();
  if (apiKey !== undefined && apiKey !== '') return new ApiKey(run, apiKey);
  if (identityTokenFile !== undefined) return new IdentityToken(run, identityTokenFile);
  throw new ConfigError('cannot read Weights & Biases: there is no API key', {
    hint: 'set WANDB_API_KEY, or `identityTokenFile` for an identity token',
  });
}

class ApiKey implements Credentials {
  readonly #header: string;

  constructor(run: WandbRun, key: string) {
    const encoded = Buffer.from(`api:${key}`).toString('base64');
    run.log.protect(encoded);
    this.#header = `Basic ${encoded}`;
  }

  async authorization(): Promise<string> {
    return this.#header;
  }

  renew(): boolean {
    return false;
  }
}

const Token = z.object({ access_token: z.string().min(1) });
const WHAT = 'cannot exchange the identity token for an access token';
const TIMEOUT_MS = 30_000;

/** https://docs.wandb.ai/guides/hosting/iam/identity_federation/ */
class IdentityToken implements Credentials {
  readonly #run: WandbRun;
  readonly #file: string;
  #token: Promise<string> | undefined;

  constructor(run: WandbRun, file: string) {
    this.#run = run;
    this.#file = file;
  }

  async authorization(): Promise<string> {
    this.#token ??= this.#exchange();
    return `Bearer ${await this.#token}`;
  }

  renew(): boolean {
    this.#token = undefined;
    return true;
  }

  async #exchange(): Promise<string> {
    const { fetch, signal, config, log } = this.#run;
    const assertion = await identityIn(this.#file);
    const body = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
    const answer = await fetch(`${config.baseUrl.replace(/\/+$/, '')}/oidc/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: body.toString(),
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    }).catch((cause: unknown) => {
      signal.throwIfAborted();
      throw new SourceError(`${WHAT}: ${reasonOf(cause)}`, { cause });
    });
    const { status } = answer;
    if (status === 400 || status === 401 || status === 403)
      throw new AuthenticationError(`${WHAT}: ${status}`, {
        status,
        hint: 'register the issuer of the token with the W&B organization, and check its audience',
      });
    const token = Token.safeParse(await answer.json().catch(() => undefined));
    if (!answer.ok || !token.success) throw new SourceError(`${WHAT}: ${status} without a token`, { status });
    log.protect(token.data.access_token);
    return token.data.access_token;
  }
}

async function identityIn(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    throw new ConfigError(`cannot read the identity token: ${reasonOf(cause)}`, { cause });
  }
}
