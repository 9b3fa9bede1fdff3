import { SYSTEM_CLOCK, type Clock } from '../../platform/clock.ts';

/** A call that is made once, after the latest delay that was set. */
export interface Pulse {
  next(ms: number): void;
  stop(): void;
}

/** A pulse that waits for its first delay. What the call gives is for whoever sets the time to wait for. */
export function createPulse(
  beat: () => unknown,
  { after }: Pick<Clock, 'after'> = SYSTEM_CLOCK,
): Pulse {
  let cancel: (() => void) | null = null;
  const stop = () => {
    cancel?.();
    cancel = null;
  };
  return {
    stop,
    next(ms: number) {
      stop();
      cancel = after(ms, beat);
    },
  };
}
