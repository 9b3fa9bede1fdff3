import { KEY_CHANGE_MARKER } from '../../record/control/key-change.ts';
import { BATCH_COLUMNS } from './size-limits.ts';

/** SQL condition: the batch enrolls or retires keys. PostgreSQL uses the index only for exactly this text. */
export const CHANGES_KEYS = `pg_catalog."position"(leaves, '\\x${Buffer.from(KEY_CHANGE_MARKER).toString('hex')}'::bytea) > 0`;

/** Selects the batches that enroll or retire keys and begin at a leaf or after it, in order. */
export const KEY_BATCHES = `SELECT ${BATCH_COLUMNS}
  FROM phi_audit.batches WHERE ${CHANGES_KEYS} AND first >= $1 ORDER BY first`;
