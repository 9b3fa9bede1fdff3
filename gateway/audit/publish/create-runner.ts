import { createPulse } from '../append/pulse.ts';

/** A task that runs again and again, never twice at once. */
export interface Runner {
  /** Runs it now, or once more as soon as it has ended. */
  poke(): void;
  /** Never runs it again; resolves when what is under way has ended. */
  stop(): Promise<void>;
}

/** Runs a task at once, and each time that it has ended again after so long. The task never rejects. */
export function createRunner(task: () => Promise<void>, everyMs: number): Runner {
  let running: Promise<void> | null = null;
  let isDue = false;
  let isStopped = false;

  const run = async (): Promise<void> => {
    isDue = false;
    await task();
    if (isDue && !isStopped) return run();
    running = null;
    if (!isStopped) pulse.next(everyMs);
  };
  const poke = () => {
    if (isStopped) return;
    pulse.stop();
    if (running === null) running = run();
    else isDue = true;
  };
  const pulse = createPulse(poke);
  pulse.next(0);
  return {
    poke,
    async stop() {
      isStopped = true;
      pulse.stop();
      await running;
    },
  };
}
