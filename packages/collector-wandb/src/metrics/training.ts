import { mean, metric, noData, quantile } from '@metta-dd/core';
import { costOf, gpuHoursOf } from '../rules/gpus.js';
import { hoursOf } from '../rules/run.js';
import { needs, ProjectCollector } from './project-collector.js';

/** What training takes: time, GPUs and money. */
export class Training extends ProjectCollector {
  @metric('wandb.training.gpu_utilization_pct', {
    unit: 'percent',
    description: 'Mean of the last utilization of each GPU of the running runs with a fresh heartbeat.',
    needs,
    present: true,
  })
  async gpuUtilization() {
    const running = (await this.runs.alive()).filter((run) => run.state === 'running' && this.runs.isFresh(run));
    return mean(running.flatMap((run) => run.gpuUtilization)) ?? noData('no running run reports a GPU');
  }

  @metric('wandb.training.duration_hours', {
    unit: 'hour',
    description: 'Mean duration of the runs that ended within seven days, in whatever state.',
    needs,
  })
  async duration() {
    return mean(await this.#hours()) ?? noData('no run ended in the window');
  }

  @metric('wandb.training.duration_p50_hours', {
    unit: 'hour',
    description: 'Median duration of the runs that ended within seven days, from three runs on.',
    needs,
  })
  async medianDuration() {
    return quantile(await this.#hours(), 0.5, { minimum: 3 });
  }

  @metric('wandb.training.duration_p90_hours', {
    unit: 'hour',
    description: '90th percentile of the duration of the runs that ended within seven days, from ten runs on.',
    needs,
  })
  async p90Duration() {
    return quantile(await this.#hours(), 0.9, { minimum: 10 });
  }

  @metric('wandb.training.gpu_hours', {
    unit: 'hour',
    description:
      'Duration by number of GPUs of the runs that ended within seven days; runs whose number is unknown are left out.',
    needs,
  })
  async gpuHours() {
    const { known, unknown } = await this.#gpuHours();
    if (known.length === 0 && unknown > 0) return noData(`of none of ${unknown} runs the number of GPUs is known`);
    return known.reduce((sum, { hours }) => sum + hours, 0);
  }

  @metric('wandb.training.cost_estimate_usd', {
    unit: 'dollar',
    description:
      'GPU hours of the runs that ended within seven days by the configured price of their model; others are left out.',
    needs,
  })
  async cost() {
    const { prices } = this.runs.settings.gpu;
    if (Object.keys(prices).length === 0) return noData('no price is configured: set gpu.prices');
    const { dollars, priced, unpriced } = costOf(await this.#gpuHours(), prices);
    if (priced === 0 && unpriced > 0) return noData(`none of ${unpriced} runs could be priced`);
    if (unpriced > 0)
      this.run.log.warn('runs without GPU hours, or on a GPU without a price, are left out of the cost', {
        project: this.runs.name,
        runs: unpriced,
        of: priced + unpriced,
      });
    return dollars;
  }

  async #hours(): Promise<readonly number[]> {
    return (await this.runs.ended()).flatMap((run) => hoursOf(run) ?? []);
  }

  async #gpuHours() {
    return gpuHoursOf(await this.runs.ended(), this.runs.settings.gpu.countFrom);
  }
}
