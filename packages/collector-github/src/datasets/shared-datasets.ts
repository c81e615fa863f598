import { causesOf, Datasets } from '@metta-dd/core';
import type { GitHubConfig } from '../config.js';

/** Datasets that are made of others: what one of those failed with is told of once, by its own name. */
export abstract class SharedDatasets extends Datasets<GitHubConfig> {
  protected override once<T>(label: string, fetch: () => Promise<T>): () => Promise<T> {
    const named = super.once(label, fetch);
    return async () => {
      try {
        return await named();
      } catch (error) {
        throw [...causesOf(error)].findLast(({ name }) => name === 'DatasetError') ?? error;
      }
    };
  }
}
