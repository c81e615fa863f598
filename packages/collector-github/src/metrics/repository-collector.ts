import { Collector, type NoData, noData } from '@metta-dd/core';
import { leftOutReason } from '../api/left-out.js';
import type { GitHubConfig } from '../config.js';

/** Base of the collectors of one repository: arithmetic over datasets that may have been left out. */
export abstract class RepositoryCollector extends Collector<GitHubConfig> {
  /** The arithmetic over a dataset; no data, with the reason, where the dataset was left out. */
  protected async from<T, R>(dataset: () => Promise<T>, arithmetic: (rows: T) => R): Promise<R | NoData> {
    try {
      return arithmetic(await dataset());
    } catch (error) {
      const reason = leftOutReason(error);
      if (reason === undefined) throw error;
      return noData(reason);
    }
  }
}
