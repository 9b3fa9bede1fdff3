import { SingleBar } from 'cli-progress';

const LINE_EVERY_MS = 3_000;

/** Shows the progress of a long task, which has a number of units, such as bytes or patients. */
export interface TaskProgress {
  /** Adds units that are done. */
  readonly advance: (units: number) => void;
  readonly done: () => void;
  /** Call when the task failed: restores the terminal. */
  readonly abort: () => void;
}

/** The output for progress, such as `process.stderr`. */
export interface ProgressOutput extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
}

/** Shows a bar on a terminal, else prints a line every few seconds. */
export function createTaskProgress(
  label: string,
  total: number,
  output: ProgressOutput,
): TaskProgress {
  return output.isTTY === true
    ? createBar(label, total, output)
    : createLines(label, total, output);
}

function createBar(label: string, total: number, stream: ProgressOutput): TaskProgress {
  const bar = new SingleBar({
    stream,
    format: `${label} [{bar}] {percentage}% | {eta_formatted} left`,
    hideCursor: true,
    clearOnComplete: false,
  });
  bar.start(total, 0);
  return {
    advance: (units) => bar.increment(units),
    done: () => {
      bar.update(total);
      bar.stop();
    },
    abort: () => bar.stop(),
  };
}

function createLines(label: string, total: number, output: ProgressOutput): TaskProgress {
  const started = Date.now();
  let done = 0;
  let lastLine = started;
  return {
    advance: (units) => {
      done += units;
      const now = Date.now();
      if (now - lastLine < LINE_EVERY_MS) return;
      lastLine = now;
      output.write(`${label}: ${Math.floor((100 * done) / Math.max(1, total))} %\n`);
    },
    done: () => {
      const now = Date.now();
      // Print nothing for a task shorter than the first interval.
      if (lastLine === started && now - started < LINE_EVERY_MS) return;
      output.write(`${label}: done in ${Math.round((now - started) / 1_000)} s\n`);
    },
    abort: () => undefined,
  };
}
