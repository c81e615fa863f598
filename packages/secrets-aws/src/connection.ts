import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { getCACertificates } from 'node:tls';
import type { SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import type { Environment, SecretNetwork } from './contract.js';

/** Where AWS is asked, and how it is reached. */
export interface Way {
  readonly environment: Environment;
  readonly network: SecretNetwork;
  /** Undefined leaves it to the profile. */
  readonly region: string | undefined;
}

/** What the clients of both services are made with. */
export interface ClientSettings {
  readonly credentials: Credentials;
  readonly requestHandler: RequestHandler;
  readonly region?: string;
  readonly endpoint?: string;
}

type Credentials = NonNullable<SecretsManagerClientConfig['credentials']>;
type RequestHandler = NonNullable<SecretsManagerClientConfig['requestHandler']>;

const CONNECT_MS = 5_000;
const ANSWER_MS = 10_000;

/**
 * Region, endpoint, proxy and credentials after the environment of the configuration. The SDK alone would read that of
 * the process, which lacks what stands in a `.env`.
 */
export async function clientSettings(
  service: 'SECRETS_MANAGER' | 'SSM',
  { environment, network, region }: Way,
): Promise<ClientSettings> {
  const requestHandler = sending(environment, network);
  const endpoint = endpointOf(service, environment);
  return {
    requestHandler,
    credentials: await credentialsOf(region, environment, requestHandler),
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
  };
}

/** The region of an ARN, else that of the environment; undefined leaves it to the profile. */
export function regionOf(id: string, environment: Environment): string | undefined {
  const [, named] = /^arn:[^:]+:(?:secretsmanager|ssm):([^:]+):/.exec(id) ?? [];
  return named ?? (environment.AWS_REGION || environment.AWS_DEFAULT_REGION || undefined);
}

// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
function endpointOf(service: string, environment: Environment): string | undefined {
  if (environment.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === 'true') return undefined;
  return environment[`AWS_ENDPOINT_URL_${service}`] || environment.AWS_ENDPOINT_URL || undefined;
}

// https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/setting-credentials-node.html
async function credentialsOf(
  region: string | undefined,
  environment: Environment,
  requestHandler: RequestHandler,
): Promise<Credentials> {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_PROFILE } = environment;
  const { AWS_ROLE_ARN, AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_SESSION_NAME } = environment;
  if (!AWS_PROFILE && AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY)
    return {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
    };
  const { fromNodeProviderChain, fromTokenFile } = await import('@aws-sdk/credential-providers');
  const clientConfig = { requestHandler, ...(region && { region }) };
  if (AWS_PROFILE || !AWS_ROLE_ARN || !AWS_WEB_IDENTITY_TOKEN_FILE)
    return fromNodeProviderChain({ clientConfig, ...(AWS_PROFILE && { profile: AWS_PROFILE }) });
  const endpoint = endpointOf('STS', environment);
  return fromTokenFile({
    roleArn: AWS_ROLE_ARN,
    webIdentityTokenFile: AWS_WEB_IDENTITY_TOKEN_FILE,
    ...(AWS_ROLE_SESSION_NAME && { roleSessionName: AWS_ROLE_SESSION_NAME }),
    clientConfig: { ...clientConfig, ...(endpoint && { endpoint }) },
  });
}

function sending(environment: Environment, { proxy, noProxy, ca }: SecretNetwork): RequestHandler {
  const proxyEnv = {
    HTTPS_PROXY: proxy ?? first(environment, 'DD_PROXY_HTTPS', 'HTTPS_PROXY', 'https_proxy'),
    HTTP_PROXY: proxy ?? first(environment, 'DD_PROXY_HTTP', 'HTTP_PROXY', 'http_proxy'),
    NO_PROXY: noProxy?.join(',') ?? first(environment, 'DD_PROXY_NO_PROXY', 'NO_PROXY', 'no_proxy'),
  };
  const authorities = ca === undefined ? {} : { ca: [...getCACertificates('default'), ca] };
  return {
    connectionTimeout: CONNECT_MS,
    requestTimeout: ANSWER_MS,
    throwOnRequestTimeout: true,
    httpAgent: new HttpAgent({ keepAlive: true, proxyEnv }),
    httpsAgent: new HttpsAgent({ keepAlive: true, proxyEnv, ...authorities }),
  };
}

function first(environment: Environment, ...names: readonly string[]): string | undefined {
  return names.map((name) => environment[name]).find((value) => value !== undefined && value !== '');
}
