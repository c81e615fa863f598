import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { go } from '../go.ts';

export const KUBERNETES = '1.36.3';
const KWOK = '0.8.0';
const METRICS_SERVER = '0.9.0';

/** The programs of a control plane, by path. */
export interface Programs {
  readonly etcd: string;
  readonly apiServer: string;
  readonly kubectl: string;
  readonly kwok: string;
  /** Kwok's own resources: usage of pods out of their annotations. */
  readonly kwokConfig: string;
  readonly metricsServer: string;
}

/** Builds what is not there yet, from the Go module proxy; cold it takes some ten minutes of two cores. */
export async function build(cacheFolder: string): Promise<Programs> {
  const folder = join(cacheFolder, `kube-${KUBERNETES}`);
  const at = (name: string) => join(folder, name);
  const programs: Programs = {
    etcd: at('etcd'),
    apiServer: at('kube-apiserver'),
    kubectl: at('kubectl'),
    kwok: at(`kwok-${KWOK}`),
    kwokConfig: at('kwok.yaml'),
    metricsServer: at(`metrics-server-${METRICS_SERVER}`),
  };
  const module = (name: string) => new GoModule(join(folder, 'src', name), name);
  const kubernetes = `k8s.io/kubernetes@v${KUBERNETES}`;
  const wanted: readonly (readonly [program: string, module: GoModule, requires: string, main: string])[] = [
    [programs.apiServer, module('kube'), kubernetes, 'k8s.io/kubernetes/cmd/kube-apiserver'],
    [programs.kubectl, module('kube'), kubernetes, 'k8s.io/kubernetes/cmd/kubectl'],
    // The version that Kubernetes itself asks for.
    [programs.etcd, module('kube'), kubernetes, 'go.etcd.io/etcd/server/v3'],
    [
      programs.metricsServer,
      module('metrics-server'),
      `sigs.k8s.io/metrics-server@v${METRICS_SERVER}`,
      'sigs.k8s.io/metrics-server/cmd/metrics-server',
    ],
    [programs.kwok, module('kwok'), `sigs.k8s.io/kwok@v${KWOK}`, 'sigs.k8s.io/kwok/cmd/kwok'],
  ];
  for (const [program, source, requires, main] of wanted) {
    if (await exists(program)) continue;
    await source.prepare(requires);
    await source.build(program, main);
    if (program === programs.kwok) await writeFile(programs.kwokConfig, await kwokConfig(source));
  }
  return programs;
}

/**
 * A module of ours around one of theirs. Kubernetes takes its staging modules from folders beside it, which nobody has
 * who gets it from the proxy: they are replaced by the versions that are published of them.
 */
class GoModule {
  readonly #folder: string;
  readonly #name: string;

  constructor(folder: string, name: string) {
    this.#folder = folder;
    this.#name = name;
  }

  async prepare(requires: string): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
    await mkdir(this.#folder, { recursive: true });
    await this.go('mod', 'init', `interop/${this.#name}`);
    const { GoMod } = JSON.parse(await this.go('mod', 'download', '-json', `k8s.io/kubernetes@v${KUBERNETES}`));
    const theirs = await readFile(GoMod, 'utf8');
    const staged = [...theirs.matchAll(/^\s*(k8s\.io\/[a-z-]+) => \.\/staging\//gm)].map(([, name]) => name);
    const version = `v0.${KUBERNETES.split('.').slice(1).join('.')}`;
    const go = /^go (.+)$/m.exec(theirs)?.[1] ?? '';
    const replaces = staged.map((name) => `-replace=${name}=${name}@${version}`);
    await this.go('mod', 'edit', `-go=${go}`, `-require=${requires}`, ...replaces);
  }

  async build(program: string, main: string): Promise<void> {
    const [major, minor] = KUBERNETES.split('.');
    const version = { gitVersion: `v${KUBERNETES}`, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' };
    const facts = Object.entries(version).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`);
    const flags = ['-mod=mod', '-trimpath', '-buildvcs=false', '-ldflags', ['-s -w', ...facts].join(' ')];
    await this.go('build', ...flags, '-o', program, main);
  }

  go(...args: readonly string[]): Promise<string> {
    return go(this.#folder, args);
  }
}

/** Its stages are kept off the pods and nodes of the seed, whose status stays as written. */
async function kwokConfig(module: GoModule): Promise<string> {
  const folder = (await module.go('list', '-mod=mod', '-m', '-f', '{{.Dir}}', 'sigs.k8s.io/kwok')).trim();
  const parts = [
    'metrics/usage/usage-from-annotation',
    'metrics/resource/metrics-resource',
    'stage/node/fast/node-initialize',
    'stage/pod/fast/pod-ready',
  ];
  const texts = await Promise.all(parts.map((part) => readFile(join(folder, 'kustomize', `${part}.yaml`), 'utf8')));
  return texts
    .map((text) => text.replace(/^( *)matchExpressions:/gm, '$1matchLabels: { kept: by-kwok }\n$&'))
    .join('\n---\n');
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
