import { SingleBar } from 'cli-progress';

/** Shows a person how far a long piece of work has come; says nothing to a pipe or a file. */
export interface Progress {
  show(done: number, total: number): void;
  /** Leaves the terminal as it was, also after a failure. */
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
