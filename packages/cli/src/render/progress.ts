import type { CollectorReport, Progress } from '@metta-dd/core/runtime';

/** The terminal that progress is shown on. */
export interface Screen {
  readonly write: (text: string) => void;
  readonly columns: number;
  /** Milliseconds from any beginning. */
  readonly elapsedMs: () => number;
}

interface Counts {
  readonly requests: number;
  readonly points: number;
}

const REDRAW_MS = 100;
// Back to the first column, and clears the line: https://www.xfree86.org/current/ctlseqs.html
const CLEAR = '\r\u001b[K';

/** One line for each collector that ended, and below them one that counts what the others have so far. */
export class ProgressLines {
  readonly #screen: Screen;
  readonly #running = new Map<string, Counts>();
  #drawnMs = Number.NEGATIVE_INFINITY;
  #isDrawn = false;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  tell(progress: Progress): void {
    const { collector } = progress;
    if (progress.kind === 'finished') {
      this.#running.delete(collector);
      this.above(finishedText(progress.report));
      return;
    }
    this.#running.set(collector, progress.kind === 'working' ? progress : { requests: 0, points: 0 });
    if (this.#screen.elapsedMs() - this.#drawnMs >= REDRAW_MS) this.#draw();
  }

  /** A line that stays, such as one of the log. */
  above(line: string): void {
    this.#clear();
    this.#screen.write(`${line}\n`);
    this.#draw();
  }

  /** Leaves nothing but the lines that stay. */
  end(): void {
    this.#running.clear();
    this.#clear();
  }

  #draw(): void {
    const texts = [...this.#running].map(([name, counts]) => `${name}: ${countsText(counts)}`);
    if (texts.length === 0) return;
    this.#drawnMs = this.#screen.elapsedMs();
    this.#isDrawn = true;
    // A line that wraps cannot be cleared.
    this.#screen.write(CLEAR + texts.join('; ').slice(0, this.#screen.columns - 1));
  }

  #clear(): void {
    if (this.#isDrawn) this.#screen.write(CLEAR);
    this.#isDrawn = false;
  }
}

function finishedText({ id, state, durationMs, requests, series }: CollectorReport): string {
  const points = series.reduce((sum, one) => sum + one.points.length, 0);
  return `${id}: ${state} in ${(durationMs / 1000).toFixed(1)} s; ${countsText({ requests, points })}`;
}

const countsText = ({ requests, points }: Counts) => `${requests} requests, ${points} points`;
