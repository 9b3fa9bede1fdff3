/** What one request learns from its fetches beside the data. The subgraph sources fill it. */
export interface FetchLog {
  /** Keys and indexes, `@` for all of a list, from the root of the data to what a fetch failed to give. */
  readonly failedPaths: (readonly (string | number)[])[];
  readonly signal: AbortSignal | null;
}

const LOG = Symbol('fetch log');

/** A request context for the inner gateway that carries an empty log. */
export function contextWithLog(signal: AbortSignal | null): {
  readonly context: Record<string, unknown>;
  readonly log: FetchLog;
} {
  const log: FetchLog = { failedPaths: [], signal };
  const context: Record<string | symbol, unknown> = { [LOG]: log };
  return { context, log };
}

/** The log of the request that a fetch belongs to. */
export function fetchLogOf(context: Record<string | symbol, unknown>): FetchLog {
  const log = context[LOG];
  if (!isFetchLog(log)) throw new TypeError('a fetch outside of a request');
  return log;
}

function isFetchLog(value: unknown): value is FetchLog {
  return typeof value === 'object' && value !== null && 'failedPaths' in value;
}
