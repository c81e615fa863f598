import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const TAR_BLOCK = 512;

interface Release {
  readonly manifest: { readonly name: string; readonly version: string };
  readonly tarball: Buffer;
}

/** An npm registry for tests: it serves the tarballs of a folder, read anew at each request. */
export interface NpmRegistry {
  readonly url: string;
  close(): void;
}

/**
 * Names of our own scope and of the folder are answered here; all others are sent on to the upstream registry, which
 * npm asks itself.
 */
export async function startNpmRegistry(folder: string, upstream: string): Promise<NpmRegistry> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/');
    const [, name = '', file] = /^\/(@[^/]+\/[^/]+|[^/]+)(?:\/-\/(.+)\.tgz)?$/.exec(path) ?? [];
    const releases = releasesIn(folder).filter(({ manifest }) => manifest.name === name);
    if (releases.length === 0 && !name.startsWith('@metta-dd/') && name !== 'metta-dd')
      return void response.writeHead(302, { location: upstream + request.url }).end();
    const release = releases.find(({ manifest }) => manifest.version === file);
    if (release !== undefined) return void response.end(release.tarball);
    if (releases.length === 0 || file !== undefined) return void response.writeHead(404).end('{}');
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(packument(name, releases, `http://${request.headers.host}`)));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

function releasesIn(folder: string): readonly Release[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.tgz'))
    .map((file) => readFileSync(join(folder, file)))
    .map((tarball) => ({ manifest: manifestOf(tarball), tarball }));
}

function packument(name: string, releases: readonly Release[], base: string): object {
  const versions = releases.map(({ manifest, tarball }) => {
    const dist = {
      tarball: `${base}/${name}/-/${manifest.version}.tgz`,
      integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
      shasum: createHash('sha1').update(tarball).digest('hex'),
    };
    return [manifest.version, { ...manifest, dist }] as const;
  });
  const latest = versions
    .map(([version]) => version)
    .toSorted(byVersion)
    .at(-1);
  return { name, 'dist-tags': { latest }, versions: Object.fromEntries(versions) };
}

const byVersion = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true });

function manifestOf(tarball: Buffer): Release['manifest'] {
  const tar = gunzipSync(tarball);
  for (let at = 0; at + TAR_BLOCK <= tar.length; ) {
    const name = tar.toString('utf8', at, at + 100).replace(/\0.*$/s, '');
    const size = Number.parseInt(tar.toString('utf8', at + 124, at + 136), 8) || 0;
    const content = tar.subarray(at + TAR_BLOCK, at + TAR_BLOCK + size);
    if (name === 'package/package.json') return JSON.parse(content.toString('utf8'));
    at += TAR_BLOCK + Math.ceil(size / TAR_BLOCK) * TAR_BLOCK;
  }
  throw new Error('cannot serve a tarball: it holds no package.json');
}
