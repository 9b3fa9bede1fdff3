/** What has to be closed when a gateway stops, or fails to start. */
export interface CloseStack {
  /** Adds a resource, to be closed before those that were added earlier. Null adds nothing. */
  readonly use: <Resource extends Closable | null>(resource: Resource) => Resource;
  /** Adds a function to be called before the resources that were added earlier are closed. */
  readonly defer: (stop: () => unknown) => void;
  /**
   * Closes everything in reverse order, one after the other, also where one of them fails; rejects as the last that failed. A
   * second call closes nothing.
   */
  readonly close: () => Promise<void>;
}

interface Closable {
  readonly close: () => unknown;
}

/** Creates an empty stack. Node.js 20 has no `AsyncDisposableStack`. */
export function createCloseStack(): CloseStack {
  const stops: (() => unknown)[] = [];
  return {
    use: (resource) => {
      if (resource !== null) stops.push(() => resource.close());
      return resource;
    },
    defer: (stop) => {
      stops.push(stop);
    },
    close: () => closeAll(stops.splice(0)),
  };
}

async function closeAll(stops: (() => unknown)[]): Promise<void> {
  const stop = stops.pop();
  if (stop === undefined) return;
  try {
    await stop();
  } finally {
    await closeAll(stops);
  }
}
