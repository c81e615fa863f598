import { SourceError } from '@metta-dd/core';
import { z } from 'zod';
import type { GraphAnswer, GraphQl, Variables } from './graphql.js';
import { snapshotDocument } from './queries.js';
import type { RepositoryName, Snapshot } from './rows.js';
import { understood } from './understood.js';
import { dateOf, instant } from './wire.js';

// Twenty repositories of this shape cost one point, and stay far from the ten seconds that GitHub gives a query.
const BATCH = 20;

const Repository = z
  .object({
    databaseId: z.int(),
    nameWithOwner: z.string(),
    isEmpty: z.boolean(),
    pushedAt: instant.nullable(),
    hasIssuesEnabled: z.boolean(),
    defaultBranchRef: z.object({ name: z.string() }).nullable(),
    branches: z.object({ totalCount: z.int() }).nullable(),
    mailmap: z
      .object({ text: z.string().nullable().optional(), isTruncated: z.boolean().optional() })
      .nullable()
      .optional(),
  })
  .catchall(z.unknown());

/** A snapshot whose parts may have been refused alone; reading such a part throws what refused it. */
export interface PartialSnapshot {
  readonly whole: Snapshot;
  /** The default branch included. */
  readonly branches: () => number;
  /** Open issues in the order of the configured labels. */
  readonly openIssues: () => readonly number[];
  /** Empty where the repository has none. */
  readonly mailmap: () => string;
}

/** Reads the snapshots of the repositories of a run, several in one call. */
export class Snapshots {
  readonly #graph: GraphQl;
  readonly #labels: readonly string[];
  readonly #batches: readonly (readonly RepositoryName[])[];
  readonly #answers = new Map<number, Promise<ReadonlyMap<string, () => PartialSnapshot>>>();

  constructor(graph: GraphQl, labels: readonly string[], repositories: readonly RepositoryName[]) {
    this.#graph = graph;
    this.#labels = labels;
    const starts = Array.from({ length: Math.ceil(repositories.length / BATCH) }, (_, index) => index * BATCH);
    this.#batches = starts.map((start) => repositories.slice(start, start + BATCH));
  }

  async of(repository: RepositoryName): Promise<PartialSnapshot> {
    const index = this.#batches.findIndex((batch) => batch.some((one) => keyOf(one) === keyOf(repository)));
    const answer = this.#answers.get(index) ?? this.#load(this.#batches[index] ?? [repository]);
    this.#answers.set(index, answer);
    const snapshot = (await answer).get(keyOf(repository));
    if (snapshot === undefined) throw new SourceError(`${keyOf(repository)} was not asked for`);
    return snapshot();
  }

  async #load(batch: readonly RepositoryName[]): Promise<ReadonlyMap<string, () => PartialSnapshot>> {
    const variables: Record<string, Variables[string]> = {};
    for (const [index, { owner, name }] of batch.entries()) {
      variables[`owner${index}`] = owner;
      variables[`name${index}`] = name;
    }
    for (const [index, label] of this.#labels.entries()) variables[`labels${index}`] = [label];
    const document = snapshotDocument(batch.length, this.#labels.length);
    const answer = await this.#graph.ask({ document, variables, purpose: 'core' });
    return new Map(
      batch.map((repository, index) => [keyOf(repository), () => this.#snapshot(answer, repository, `r${index}`)]),
    );
  }

  #snapshot(answer: GraphAnswer, repository: RepositoryName, alias: string): PartialSnapshot {
    const errors = answer.errors.filter(({ path }) => path[0] === alias);
    const fatal = errors.find(({ path }) => path.length === 1);
    if (fatal !== undefined) throw fatal.error;
    const data = understood(z.record(z.string(), z.unknown()), answer.data)[alias];
    const wire = understood(Repository, data);
    const part = <T>(field: string, value: T | null | undefined, missing?: T): T => {
      const refused = errors.find(({ path }) => path[1] === field);
      if (refused !== undefined) throw refused.error;
      const known = value ?? missing;
      if (known === undefined) throw new SourceError(`the answer lacks ${field} of ${keyOf(repository)}`);
      return known;
    };
    const count = (field: string) =>
      part(field, z.object({ totalCount: z.int() }).safeParse(wire[field]).data?.totalCount);
    const branch = () => part('defaultBranchRef', wire.defaultBranchRef?.name ?? '');
    return {
      whole: { ...wholeOf(wire), ...(branch() !== '' && { defaultBranch: branch() }) },
      branches: () => part('branches', wire.branches?.totalCount),
      openIssues: () => this.#labels.map((_, index) => count(`issues${index}`)),
      mailmap: () => part('mailmap', wire.mailmap?.isTruncated === true ? undefined : (wire.mailmap?.text ?? '')),
    };
  }
}

function wholeOf(wire: z.output<typeof Repository>): PartialSnapshot['whole'] {
  const [owner = '', name = ''] = wire.nameWithOwner.split('/');
  const pushedAt = dateOf(wire.pushedAt);
  return {
    id: wire.databaseId,
    owner,
    name,
    isEmpty: wire.isEmpty,
    hasIssues: wire.hasIssuesEnabled,
    ...(pushedAt && { pushedAt }),
  };
}

function keyOf({ owner, name }: RepositoryName): string {
  return `${owner}/${name}`.toLowerCase();
}
