/** A signal that stops a process: SIGINT by Ctrl-C in its terminal, SIGTERM by its supervisor. */
export type StopSignal = 'SIGINT' | 'SIGTERM';

/**
 * Resolves with the first signal to stop. Later signals are ignored: stopping takes a bounded time.
 */
export function untilStopped(): Promise<StopSignal> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve(signal));
  });
}

/**
 * Stops a process that was started with a channel to its parent when the parent ends, in whatever way. The parts of the demo
 * need this: they run in their own process groups, which Ctrl-C does not reach.
 */
export function stopWithParent(): void {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  // The listener alone must not keep the process alive.
  process.channel?.unref();
}
