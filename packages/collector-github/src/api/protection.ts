import { SourceError } from '@metta-dd/core';
import { z } from 'zod';
import { walk } from './graphql-pages.js';
import { TAGS } from './queries.js';
import type { Source } from './source.js';
import { instant } from './wire.js';

const DAY_MS = 24 * 3_600_000;
const PER_PAGE = 100;

/** A commit that reached the default branch past its protection. */
export interface Bypass {
  readonly sha: string;
  readonly at: Date;
}

// The shortest listed period that surely covers seven days before the start of the run.
const PERIOD = 'month';

const RuleSuites = z.array(z.object({ id: z.int(), after_sha: z.string(), pushed_at: instant, result: z.string() }));

/** Pushes to a branch that bypassed its rules, of the last month. */
export async function ruleBypasses({ rest, repository }: Source, branch: string): Promise<readonly Bypass[]> {
  const seen = new Map<number, Bypass>();
  for (let page = 1; ; page++) {
    const { value } = await rest.conditional({
      route: 'GET /repos/{owner}/{repo}/rulesets/rule-suites',
      parameters: {
        owner: repository.owner,
        repo: repository.name,
        ref: `refs/heads/${branch}`,
        time_period: PERIOD,
        rule_suite_result: 'bypass',
        per_page: PER_PAGE,
        page,
      },
      answer: RuleSuites,
      purpose: 'core',
    });
    for (const { id, after_sha, pushed_at } of value) {
      if (seen.has(id)) throw circle();
      seen.set(id, { sha: after_sha, at: new Date(pushed_at) });
    }
    if (value.length < PER_PAGE) return [...seen.values()];
  }
}

const Activity = z.array(z.object({ id: z.int(), after: z.string(), timestamp: instant, activity_type: z.string() }));

/** Force pushes to a branch, of the last month. */
export async function forcePushes({ rest, repository }: Source, branch: string): Promise<readonly Bypass[]> {
  const seen = new Map<number, Bypass>();
  let after: string | undefined;
  for (;;) {
    const { value, next } = await rest.conditional({
      route: 'GET /repos/{owner}/{repo}/activity',
      parameters: {
        owner: repository.owner,
        repo: repository.name,
        ref: `refs/heads/${branch}`,
        time_period: PERIOD,
        activity_type: 'force_push',
        per_page: PER_PAGE,
        ...(after !== undefined && { after }),
      },
      answer: Activity,
      purpose: 'core',
    });
    for (const { id, after: sha, timestamp } of value) {
      if (seen.has(id)) throw circle();
      seen.set(id, { sha, at: new Date(timestamp) });
    }
    const cursor = next === undefined ? null : new URL(next).searchParams.get('after');
    if (cursor === null) return [...seen.values()];
    if (value.length === 0 || cursor === after) throw circle();
    after = cursor;
  }
}

const Target = z.object({ oid: z.string(), committedDate: instant.optional() });
const WireTag = z.object({
  name: z.string(),
  target: Target.extend({
    tagger: z.object({ date: instant.nullable() }).nullable().optional(),
    target: Target.optional(),
  }),
});

/** A tag with the commit it names, and its time: that of the annotation, else of the commit. */
export interface TagRow {
  readonly name: string;
  readonly sha: string;
  readonly at?: Date;
}

/** The tags whose names contain a text. */
export async function tagsNamed({ graph, repository }: Source, text: string): Promise<readonly TagRow[]> {
  const { nodes } = await walk(graph, {
    document: TAGS,
    variables: { ...repository, text },
    purpose: 'core',
    path: ['repository', 'refs'],
    node: WireTag,
    first: 100,
    idOf: ({ name }) => name,
  });
  return nodes.map(({ name, target }) => {
    const commit = target.target ?? target;
    const at = target.tagger?.date ?? commit.committedDate;
    return { name, sha: commit.oid, ...(at !== undefined && { at: new Date(at) }) };
  });
}

const Rules = z.array(
  z.object({
    type: z.string(),
    parameters: z
      .object({
        required_status_checks: z.array(z.object({ context: z.string() })).optional(),
        workflows: z.array(z.object({ path: z.string() })).optional(),
      })
      .optional(),
  }),
);

/** What the rules of a branch demand: files of workflows and names of checks; asked once a day. */
export async function branchRules({ rest, repository }: Source, branch: string) {
  const rules: z.output<typeof Rules> = [];
  for (let page = 1; ; page++) {
    const { value } = await rest.conditional(
      {
        route: 'GET /repos/{owner}/{repo}/rules/branches/{branch}',
        parameters: { owner: repository.owner, repo: repository.name, branch, per_page: PER_PAGE, page },
        answer: Rules,
        purpose: 'core',
      },
      { freshMs: DAY_MS },
    );
    if (page > 1 && JSON.stringify(value) === JSON.stringify(rules.slice(-PER_PAGE))) throw circle();
    rules.push(...value);
    if (value.length < PER_PAGE) break;
  }
  return {
    workflows: rules.flatMap(({ parameters }) => parameters?.workflows ?? []).map(({ path }) => path),
    checks: rules.flatMap(({ parameters }) => parameters?.required_status_checks ?? []).map(({ context }) => context),
  };
}

function circle(): SourceError {
  return new SourceError('the pages go in a circle: one of them came twice');
}
