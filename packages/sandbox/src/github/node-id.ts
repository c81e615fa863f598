/** What a global node id points to. */
export interface NodeKey {
  readonly kind: string;
  readonly repository: number;
  readonly key: string;
}

const FORM = /^([A-Za-z]+)_([\w-]+)$/;

/** An opaque global id, in the form of GitHub's present ones: a prefix for the kind and base64url. */
export function nodeId(kind: string, repository: number, key: string | number = ''): string {
  return `${kind}_${Buffer.from(`${repository} ${key}`).toString('base64url')}`;
}

/** What an id of ours points to, or nothing when it is none. */
export function parseNodeId(id: string): NodeKey | undefined {
  const [, kind, payload] = FORM.exec(id) ?? [];
  if (kind === undefined || payload === undefined) return undefined;
  const [, repository, key] = /^(\d+) (.*)$/.exec(Buffer.from(payload, 'base64url').toString()) ?? [];
  return repository === undefined || key === undefined ? undefined : { kind, repository: Number(repository), key };
}

const CHECK_SUITE_OFFSET = 30_000_000_000;

/** Every workflow run has a check suite of its own. */
export function checkSuiteId(runId: number): number {
  return CHECK_SUITE_OFFSET + runId;
}

/** The workflow run of a check suite. */
export function runIdOfSuite(suiteId: number): number {
  return suiteId - CHECK_SUITE_OFFSET;
}
