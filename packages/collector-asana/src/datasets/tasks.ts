import { Datasets, type RunContext } from '@metta-dd/core';
import type { Task } from '../api/rows.js';
import type { AsanaConfig } from '../config.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const REJECTIONS = ['rejected', 'changes_requested'];

/** The tasks of one place that count, and what they are asked for. */
export class Tasks extends Datasets<AsanaConfig> {
  /** All that count: open, or completed within 30 days. */
  readonly all: () => Promise<readonly Task[]>;

  constructor(run: RunContext<AsanaConfig>, label: string, fetch: () => Promise<readonly Task[]>) {
    super(run);
    this.all = this.once(label, async () => (await fetch()).filter((task) => this.#counts(task)));
  }

  async open(): Promise<readonly Task[]> {
    return (await this.all()).filter(({ completedAt }) => completedAt === undefined);
  }

  async completed(days = 7): Promise<readonly CompletedTask[]> {
    return (await this.all())
      .filter(isCompleted)
      .filter((task) => this.inWindow(task.completedAt, days) && this.#isDone(task));
  }

  /** Those created within seven days, whether they are still open or not. */
  async created(): Promise<readonly Task[]> {
    return (await this.all()).filter(({ createdAt }) => this.inWindow(createdAt));
  }

  /** Hours from creation to completion within seven days; clocks that disagree give no time. */
  async hoursToComplete(): Promise<readonly number[]> {
    const completed = await this.completed();
    return completed.map((task) => (task.completedAt.getTime() - task.createdAt.getTime()) / HOUR_MS).filter(isTime);
  }

  /** Days since the open ones were created. */
  async daysOpen(): Promise<readonly number[]> {
    const now = this.run.startedAt.getTime();
    return (await this.open()).map(({ createdAt }) => (now - createdAt.getTime()) / DAY_MS).filter(isTime);
  }

  /** People whose tasks were completed or changed within seven days. */
  async activeAssignees(): Promise<ReadonlySet<string>> {
    const touched = (await this.all()).filter(
      ({ completedAt, modifiedAt }) =>
        this.inWindow(modifiedAt) || (completedAt !== undefined && this.inWindow(completedAt)),
    );
    return new Set(touched.flatMap(({ assigneeGid }) => assigneeGid ?? []));
  }

  #counts({ isSeparator, subtype }: Task): boolean {
    const kinds: readonly string[] | undefined = this.run.config.includeSubtypes;
    return !isSeparator && (kinds === undefined || kinds.includes(subtype));
  }

  /** A rejected approval is completed, too, for Asana. */
  #isDone({ approval }: Task): boolean {
    return !(this.run.config.excludeRejectedApprovals && approval !== undefined && REJECTIONS.includes(approval));
  }
}

interface CompletedTask extends Task {
  readonly completedAt: Date;
}

function isCompleted(task: Task): task is CompletedTask {
  return task.completedAt !== undefined;
}

function isTime(value: number): boolean {
  return value >= 0;
}
