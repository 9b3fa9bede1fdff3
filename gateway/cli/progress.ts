import { SingleBar } from 'cli-progress';

/** The progress of a long task, shown on a terminal only. */
export interface Progress {
  show(done: number, total: number): void;
  /** Removes the bar. Call it also after a failure: the bar hides the cursor. Calling it again does nothing. */
  stop(): void;
}

/** A bar on stderr, which appears with the first step and counts records. */
export function createProgress(label: string): Progress {
  let bar: SingleBar | null = null;
  return {
    show(done, total) {
      if (!process.stderr.isTTY) return;
      if (bar === null) {
        const format = `${label} [{bar}] {percentage}% | {value} of {total} records | {eta_formatted} left`;
        bar = new SingleBar({ stream: process.stderr, format, hideCursor: true });
        bar.start(total, 0);
      }
      bar.update(done);
    },
    stop() {
      bar?.stop();
    },
  };
}
