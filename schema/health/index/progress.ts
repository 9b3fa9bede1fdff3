import { SingleBar } from 'cli-progress';

const LINE_EVERY_MS = 3_000;

/** Shows the progress of a long task. */
export interface Progress {
  /** Adds bytes that are done. */
  readonly advance: (bytes: number) => void;
  readonly done: () => void;
  /** Call when the task failed: restores the terminal. */
  readonly abort: () => void;
}

/** The output for progress, such as `process.stderr`. */
export interface ProgressOutput extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
}

/** Shows a bar on a terminal, else prints a line every few seconds. */
export function createProgress(
  label: string,
  totalBytes: number,
  output: ProgressOutput,
): Progress {
  return output.isTTY === true
    ? createBar(label, totalBytes, output)
    : createLines(label, totalBytes, output);
}

function createBar(label: string, totalBytes: number, stream: ProgressOutput): Progress {
  const bar = new SingleBar({
    stream,
    format: `${label} [{bar}] {percentage}% | {eta_formatted} left`,
    hideCursor: true,
    clearOnComplete: false,
  });
  bar.start(totalBytes, 0);
  return {
    advance: (bytes) => bar.increment(bytes),
    done: () => {
      bar.update(totalBytes);
      bar.stop();
    },
    abort: () => bar.stop(),
  };
}

function createLines(label: string, totalBytes: number, output: ProgressOutput): Progress {
  const started = Date.now();
  let read = 0;
  let last = started;
  return {
    advance: (bytes) => {
      read += bytes;
      const now = Date.now();
      if (now - last < LINE_EVERY_MS) return;
      last = now;
      output.write(`${label}: ${Math.floor((100 * read) / Math.max(1, totalBytes))} %\n`);
    },
    done: () => {
      const now = Date.now();
      // Print nothing for a task shorter than the first interval.
      if (last === started && now - started < LINE_EVERY_MS) return;
      output.write(`${label}: done in ${Math.round((now - started) / 1_000)} s\n`);
    },
    abort: () => undefined,
  };
}
