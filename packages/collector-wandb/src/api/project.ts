import { type Log, SourceError } from '@metta-dd/core';
import { z } from 'zod';
import type { Settings, WandbConfig } from '../config.js';
import { countKeysOf } from '../rules/gpus.js';
import type { Run } from '../rules/run.js';
import { configKeysOf } from '../rules/run-types.js';
import { ALIVE, NOT_ENDED } from '../rules/states.js';
import { askedKeys } from '../rules/values.js';
import { runsDocument } from './documents.js';
import { type GraphQl, GraphQlError } from './graphql.js';
import { HIDDEN } from './hint.js';
import { instant } from './instant.js';
import { allOf, connectionOf } from './listing.js';
import { RUNTIME_KEYS, type Wanted, wireRun } from './wire-run.js';

/** The tags of one project's series. */
export type ProjectTags = { readonly entity: string; readonly project: string };

export interface ProjectOptions extends ProjectTags {
  readonly graph: GraphQl;
  readonly log: Log;
  readonly settings: Settings;
  readonly config: Pick<WandbConfig, 'pageSize' | 'maxPages' | 'secondsBetweenPages'>;
}

// Of a server that cannot choose, whole summaries come.
const WHOLE_SUMMARIES = 50;
const BY_CREATION = '+created_at';
const BY_HEARTBEAT = '-heartbeat_at';
const LISTS_AT_MOST = 2;
const SECOND = 1000;

type Filter = Readonly<Record<string, unknown>>;

/** What can be asked of one project; every list comes whole or not at all. */
export class Project {
  readonly settings: Settings;
  readonly #options: ProjectOptions;
  readonly #wanted: Wanted;

  constructor(options: ProjectOptions) {
    this.settings = options.settings;
    this.#options = options;
    this.#wanted = wantedOf(options.settings);
  }

  get name(): string {
    return `${this.#options.entity}/${this.#options.project}`;
  }

  /** Runs whose state says that they go on. */
  aliveRuns(): Promise<readonly Run[]> {
    const what = this.#what('active runs');
    return this.#whole({ what, filter: { state: { $in: ALIVE } }, system: true });
  }

  /** Runs that ended since a time, and perhaps older ones. */
  async endedRuns(since: Date): Promise<readonly Run[]> {
    const what = this.#what('ended runs');
    const states = { state: { $nin: NOT_ENDED } };
    const after = new Date(Math.floor(since.getTime() / SECOND) * SECOND);
    try {
      const filter = { $and: [states, { heartbeatAt: { $gte: after.toISOString().replace('.000', '') } }] };
      return await this.#whole({ what, filter, check: { states, since: after } });
    } catch (error) {
      if (!isFilterUnusable(error)) throw error;
      this.#options.log.debug('the server does not filter by heartbeat', { reason: error.message });
      return this.#byHeartbeat(what, states, after);
    }
  }

  /** A list by creation, read again where it changed so that a run may have been passed over. */
  async #whole(list: FilteredList): Promise<readonly Run[]> {
    for (let tries = 1; ; tries++) {
      let announced: number | undefined;
      const runs = await this.#all(list, BY_CREATION, (page) => {
        announced ??= page.runCount;
        if (list.check !== undefined) checkFilter(page, list.check);
      });
      if (announced === undefined || runs.length >= announced) return runs;
      if (tries === LISTS_AT_MOST)
        throw new SourceError(`cannot list ${list.what}: the list is cut off: ${runs.length} of ${announced} came`);
    }
  }

  /** The newest first, until they are too old; runs without a heartbeat stand at one end or the other. */
  async #byHeartbeat(what: string, filter: Filter, since: Date): Promise<readonly Run[]> {
    let last = Number.POSITIVE_INFINITY;
    const isLast = (runs: readonly Run[]) => {
      for (const { heartbeatAt } of runs) {
        if (heartbeatAt === undefined) continue;
        if (heartbeatAt.getTime() > last)
          throw new SourceError(`cannot list ${what}: the server neither filters nor orders by heartbeat`, {
            hint: 'upgrade W&B server',
          });
        last = heartbeatAt.getTime();
      }
      return last < since.getTime();
    };
    return this.#all({ what, filter, isLast }, BY_HEARTBEAT, () => {});
  }

  #all(list: FilteredList, order: string, seen: (page: Page) => void): Promise<readonly Run[]> {
    const { graph, config } = this.#options;
    const { what, isLast } = list;
    return allOf({
      what,
      maxPages: config.maxPages,
      pause: () => graph.wait(config.secondsBetweenPages * SECOND),
      idOf: ({ id }) => id,
      ...(isLast && { isLast }),
      page: async (after) => {
        const page = await this.#page(list, order, after);
        seen(page);
        return page.runs;
      },
    });
  }

  async #page({ what, filter, system = false, check }: FilteredList, order: string, after: string | undefined) {
    const { graph, entity, project, config } = this.#options;
    const newest = check !== undefined && after === undefined;
    const { summaryKeys, configKeys } = this.#wanted;
    const answer = await graph.ask({
      what: `list ${what}`,
      schema: z.object({ project: pageOf(this.#wanted).nullable() }),
      request: (features) => ({
        query: runsDocument({ ...features, system, newest }),
        variables: {
          entity,
          project,
          filters: JSON.stringify(filter),
          order,
          first: features.keys ? config.pageSize : Math.min(config.pageSize, WHOLE_SUMMARIES),
          ...(after !== undefined && { after }),
          ...(features.keys && { summaryKeys: askedKeys([...summaryKeys, ...RUNTIME_KEYS]), configKeys }),
          ...(newest && { states: JSON.stringify(check.states), newest: BY_HEARTBEAT }),
        },
      }),
    });
    if (answer.project === null)
      throw new SourceError(`cannot list ${what}: there is no such project`, { hint: HIDDEN });
    return answer.project;
  }

  #what(runs: string): string {
    return `${runs} of ${this.name}`;
  }
}

interface FilterCheck {
  readonly states: Filter;
  readonly since: Date;
}

interface FilteredList {
  readonly what: string;
  readonly filter: Filter;
  readonly system?: boolean;
  /** Set where the filter may not work. */
  readonly check?: FilterCheck;
  readonly isLast?: (runs: readonly Run[]) => boolean;
}

function wantedOf({ summary, runTypes, gpu }: Settings): Wanted {
  const { accuracy, loss, throughput, custom } = summary;
  return {
    summaryKeys: [accuracy, loss, throughput, ...custom].flatMap(({ keys }) => keys),
    configKeys: askedKeys([...countKeysOf(gpu.countFrom), ...configKeysOf(runTypes)]),
  };
}

function pageOf(wanted: Wanted) {
  const newest = z.object({ edges: z.array(z.object({ node: z.object({ heartbeatAt: instant.nullable() }) })) });
  return z.object({ runCount: z.int(), runs: connectionOf(wireRun(wanted)), newest: newest.optional() });
}
type Page = z.output<ReturnType<typeof pageOf>>;

/** The server takes the filter and does something else with it. */
class FilterIgnored extends SourceError {}

function isFilterUnusable(error: unknown): error is SourceError {
  if (error instanceof FilterIgnored || error instanceof GraphQlError) return true;
  return error instanceof SourceError && error.status === 500;
}

/** `heartbeatAt` is no documented key of a filter: an unknown one lets everything through, or nothing. */
function checkFilter({ runs, newest }: Page, { since }: FilterCheck): void {
  const isOlder = runs.edges.some(({ node }) => node.heartbeatAt === undefined || node.heartbeatAt < since);
  const newestAt = newest?.edges[0]?.node.heartbeatAt ?? undefined;
  const isMissing = runs.edges.length === 0 && newestAt !== undefined && newestAt >= since;
  if (isOlder || isMissing) throw new FilterIgnored('the server ignores heartbeatAt in a filter');
}
