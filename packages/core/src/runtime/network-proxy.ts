import { BlockList, isIP, isIPv6 } from 'node:net';
import { ConfigError } from '../errors.js';

/** Where proxies are named; explicit settings win over `DD_PROXY_*`, those over `HTTPS_PROXY` and its kind. */
export interface ProxySettings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Takes every request that `noProxy` does not except. */
  readonly proxy?: string | undefined;
  /** Hosts that are asked directly: `example.com`, `.example.com`, `10.0.0.0/8`, `host:8080` or `*`. */
  readonly noProxy?: readonly string[] | undefined;
}

export interface ProxyRules {
  readonly proxies: readonly URL[];
  readonly proxyFor: (url: string) => URL | undefined;
}

/** Says which proxy, if any, a URL takes. Throws a ConfigError for a setting that is no URL of a proxy. */
export function proxyRules(settings: ProxySettings): ProxyRules {
  const read = readerOf(settings.environment);
  const named = settings.proxy === undefined ? undefined : ([settings.proxy, 'proxy'] as const);
  const https = proxyUrl(named ?? read('DD_PROXY_HTTPS') ?? read('HTTPS_PROXY'));
  const http = proxyUrl(named ?? read('DD_PROXY_HTTP') ?? read('HTTP_PROXY'));
  const list = settings.noProxy ?? (read('DD_PROXY_NO_PROXY') ?? read('NO_PROXY') ?? [''])[0].split(/[\s,]+/);
  const excepts = list.filter((entry) => entry !== '').map(exceptionOf);
  return {
    proxies: [https, http].filter((proxy) => proxy !== undefined),
    proxyFor(text) {
      const url = new URL(text);
      const host = url.hostname.replace(/^\[|\]$|\.$/g, '').toLowerCase();
      const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
      return excepts.some((except) => except(host, port)) ? undefined : url.protocol === 'https:' ? https : http;
    },
  };
}

function readerOf(environment: ProxySettings['environment']) {
  return (name: string): readonly [string, string] | undefined => {
    for (const spelling of [name, name.toLowerCase()]) {
      const value = environment[spelling]?.trim();
      if (value !== undefined && value !== '') return [value, spelling];
    }
    return undefined;
  };
}

// The value is not shown: it may hold a password.
function proxyUrl(setting: readonly [value: string, name: string] | undefined): URL | undefined {
  if (setting === undefined) return undefined;
  const [value, name] = setting;
  const text = value.includes('://') ? value : `http://${value}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol) || url.hostname === '')
    throw new ConfigError(`cannot use ${name} as a proxy: it is no http or https URL`, {
      hint: `set ${name} to http://HOST:PORT, or unset it`,
    });
  return url;
}

type Exception = (host: string, port: number) => boolean;

function exceptionOf(entry: string): Exception {
  if (entry === '*') return () => true;
  const network = /^\[?([\da-f.:]+)\]?\/(\d+)$/i.exec(entry);
  if (network !== null) return withinNetwork(network[1] ?? '', Number(network[2]));
  const [, bracketed, plain, port] = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(entry) ?? [undefined, undefined, entry];
  const host = (bracketed ?? plain ?? entry).toLowerCase().replace(/\.$/, '');
  const onPort = (actual: number) => port === undefined || Number(port) === actual;
  if (host === '*') return (_, actual) => onPort(actual);
  const name = host.replace(/^\*?\./, '');
  const whole = !host.startsWith('*.');
  return (actual, at) =>
    onPort(at) && ((whole && actual === name) || (isIP(name) === 0 && actual.endsWith(`.${name}`)));
}

function withinNetwork(address: string, prefix: number): Exception {
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  if (isIP(address) === 0 || prefix > (family === 'ipv6' ? 128 : 32)) return () => false;
  const list = new BlockList();
  list.addSubnet(address, prefix, family);
  return (host) => isIP(host) !== 0 && list.check(host, isIPv6(host) ? 'ipv6' : 'ipv4');
}
