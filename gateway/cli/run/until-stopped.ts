/** How a process is asked to stop: by Ctrl-C in its terminal, or by its supervisor. */
export type StopSignal = 'SIGINT' | 'SIGTERM';

/**
 * Resolves when the process is asked to stop. Asking again changes nothing, since stopping is bounded in time.
 */
export function untilStopped(): Promise<StopSignal> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve(signal));
  });
}

/**
 * Makes a process that was started with a channel to its parent stop when the parent has ended in any
 * way: the demo's parts are in process groups of their own, which no Ctrl-C reaches.
 */
export function stopWithParent(): void {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  // Listening for that alone must not keep the process alive.
  process.channel?.unref();
}
