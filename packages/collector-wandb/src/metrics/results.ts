import { mean, metric, type NoData, noData } from '@metta-dd/core';
import { firstNumber, type Run } from '../rules/run.js';
import { runTypeOf } from '../rules/run-types.js';
import { needs, ProjectCollector } from './project-collector.js';

/** How good the models of the runs are. */
export class Results extends ProjectCollector {
  @metric('wandb.metrics.best_accuracy', {
    description: 'Best configured accuracy of the finished runs that ended within seven days.',
    needs,
  })
  async bestAccuracy() {
    const accuracies = await this.#accuracies();
    if (!isList(accuracies)) return accuracies;
    const { direction } = this.runs.settings.summary.accuracy;
    return accuracies.reduce((best, one) => (direction === 'max' ? Math.max(best, one) : Math.min(best, one)));
  }

  @metric('wandb.metrics.avg_accuracy_7d', {
    description: 'Mean configured accuracy of the finished runs that ended within seven days.',
    needs,
  })
  async meanAccuracy() {
    const accuracies = await this.#accuracies();
    return isList(accuracies) ? mean(accuracies) : accuracies;
  }

  @metric('wandb.metrics.latest_loss', {
    description: 'Configured loss of the run with the newest heartbeat of those that have one, ended or not.',
    needs,
    present: true,
  })
  async latestLoss() {
    const { keys } = this.runs.settings.summary.loss;
    if (keys.length === 0) return noData('no key is configured: set summary.loss.keys');
    const [alive, ended] = await Promise.all([this.runs.alive(), this.runs.ended()]);
    const [newest] = [...alive, ...ended].filter((run) => firstNumber(run, keys) !== undefined).toSorted(byHeartbeat);
    return newest === undefined ? noData('no run has a configured loss') : firstNumber(newest, keys);
  }

  /** At least one accuracy, or why there is none. */
  async #accuracies(): Promise<readonly number[] | NoData> {
    const { summary, runTypes: rules } = this.runs.settings;
    const { keys, runTypes } = summary.accuracy;
    if (keys.length === 0) return noData('no key is configured: set summary.accuracy.keys');
    const finished = (await this.runs.ended()).filter(({ state }) => state === 'finished');
    const counted =
      runTypes.length === 0 ? finished : finished.filter((run) => runTypes.includes(runTypeOf(run, rules)));
    const accuracies = counted.flatMap((run) => firstNumber(run, keys) ?? []);
    if (accuracies.length > 0) return accuracies;
    return noData(`none of ${counted.length} finished runs has a configured accuracy`);
  }
}

const isList = (value: readonly number[] | NoData): value is readonly number[] => Array.isArray(value);

/** The newest first; of equal ones the order of their ids decides. */
function byHeartbeat(a: Run, b: Run): number {
  const [one, other] = [a, b].map(({ heartbeatAt }) => heartbeatAt?.getTime() ?? 0);
  return (other ?? 0) - (one ?? 0) || (a.id < b.id ? -1 : 1);
}
