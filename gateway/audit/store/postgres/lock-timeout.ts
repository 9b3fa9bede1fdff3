/**
 * How long a statement waits for a lock that another session holds, such as that of another writer, before the server cancels
 * it. Shorter than the time after which a connection counts as lost, so that the error names the lock. While a migration or a
 * repair waits for a table, every append waits too.
 */
export const LOCK_MS = 5000;
