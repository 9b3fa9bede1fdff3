/**
 * Cancels a call. Each `AbortSignal` is one; {@link createCancelSignal} creates one in a tenth of the time, for what every
 * request needs.
 */
export interface CancelSignal {
  readonly aborted: boolean;
  readonly addEventListener: (type: 'abort', listener: () => void) => void;
  readonly removeEventListener: (type: 'abort', listener: () => void) => void;
}

/** Creates a signal and the function that aborts it, which calls each listener once. */
export function createCancelSignal(): {
  readonly signal: CancelSignal;
  readonly cancel: () => void;
} {
  let listeners: (() => void)[] = [];
  const signal = {
    aborted: false,
    addEventListener: (_type: 'abort', listener: () => void) => void listeners.push(listener),
    removeEventListener: (_type: 'abort', listener: () => void) => {
      const index = listeners.indexOf(listener);
      if (index !== -1) listeners.splice(index, 1);
    },
  };
  return {
    signal,
    cancel: () => {
      signal.aborted = true;
      const called = listeners;
      listeners = [];
      for (const listener of called) listener();
    },
  };
}
