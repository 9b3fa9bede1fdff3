/** A task that runs repeatedly, never twice at once. */
export interface RepeatedTask {
  /** Runs the task now, or once more when the current run has ended. */
  runNow(): void;
  /** Ends the repetition; resolves when the current run has ended. */
  stop(): Promise<void>;
}

/** Runs a task after `firstMs`, and again `everyMs` after each run. The task must not reject. */
export function repeatTask(task: () => Promise<void>, everyMs: number, firstMs = 0): RepeatedTask {
  let running: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isDue = false;
  let isStopped = false;

  const cancel = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  const schedule = (ms: number) => {
    cancel();
    timer = setTimeout(runNow, ms);
  };
  const run = async (): Promise<void> => {
    isDue = false;
    await task();
    if (isDue && !isStopped) return run();
    running = null;
    if (!isStopped) schedule(everyMs);
  };
  function runNow(): void {
    if (isStopped) return;
    cancel();
    if (running === null) running = run();
    else isDue = true;
  }
  schedule(firstMs);
  return {
    runNow,
    async stop() {
      isStopped = true;
      cancel();
      await running;
    },
  };
}
