/** A call that is made once, after the latest delay that was set. */
export interface Pulse {
  next(ms: number): void;
  stop(): void;
}

/** A pulse that waits for its first delay. */
export function createPulse(beat: () => void): Pulse {
  let timer: NodeJS.Timeout | null = null;
  const stop = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  return {
    stop,
    next(ms: number) {
      stop();
      timer = setTimeout(beat, ms);
    },
  };
}
