import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRedis } from 'rate-limiter-flexible';

/** What was counted for a key in its current window. */
export interface Count {
  readonly total: number;
  /** Milliseconds until the window ends. */
  readonly msLeft: number;
}

/** Counts by key. The window of a key begins with its first count, and its next window with the first count after the end. */
export interface Counters {
  /** Adds to the count of a key, and returns it. `seconds` is the length of a window that begins now. */
  readonly add: (key: string, amount: number, seconds: number) => Promise<Count>;
  /** Returns the count of a key: 0 outside of a window. */
  readonly read: (key: string) => Promise<Count>;
}

/** Counts in this process's memory. */
export function countInMemory(): Counters {
  return countersOf(new RateLimiterMemory(OPTIONS));
}

/**
 * Counts in Redis or a server that speaks its protocol, such as Valkey. `client` is of node-redis; commands are refused
 * while it is not connected.
 */
export function countInRedis(client: object): Counters {
  const options = { useRedisPackage: true, rejectIfRedisNotReady: true };
  return countersOf(new RateLimiterRedis({ ...OPTIONS, ...options, storeClient: client }));
}

/**
 * Counts in a table of PostgreSQL, with the columns `key`, `points` and `expire`, the end of the window in ms since 1970. Rows stay
 * after it. `pool` is of the library pg.
 */
export function countInPostgres(
  pool: object,
  { schema, table }: { readonly schema: string; readonly table: string },
): Counters {
  return countersOf(
    new RateLimiterPostgres({
      ...OPTIONS,
      storeClient: pool,
      storeType: 'pool',
      schemaName: schema,
      tableName: table,
      tableCreated: true,
      clearExpiredByTimeout: false,
    }),
  );
}

/** The library refuses nothing: the limit of a key can differ from request to request. */
const OPTIONS = { points: Number.MAX_SAFE_INTEGER, duration: 60, keyPrefix: 'phi-gateway' };

const NOTHING: Count = { total: 0, msLeft: 0 };

function countersOf(
  limiter: Pick<RateLimiterMemory | RateLimiterPostgres | RateLimiterRedis, 'penalty' | 'get'>,
): Counters {
  return {
    add: (key, amount, seconds) =>
      limiter.penalty(key, amount, { customDuration: seconds }).then(countOf),
    read: async (key) => {
      const found = await limiter.get(key);
      // A window in memory may stay for a moment after its end.
      return found === null || found.msBeforeNext <= 0 ? NOTHING : countOf(found);
    },
  };
}

function countOf(result: {
  readonly consumedPoints: number;
  readonly msBeforeNext: number;
}): Count {
  return { total: result.consumedPoints, msLeft: result.msBeforeNext };
}
