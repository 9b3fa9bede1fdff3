import { KEY_CHANGE_MARKER } from '../../record/control/key-change.ts';
import { BATCH_COLUMNS } from './size-limits.ts';

/** True for a batch that enrolls or retires keys. The index on it is chosen only for this very text. */
export const CHANGES_KEYS = `pg_catalog."position"(leaves, '\\x${Buffer.from(KEY_CHANGE_MARKER).toString('hex')}'::bytea) > 0`;

/** Selects the batches that enroll or retire keys and begin at a leaf or behind it, in their order. */
export const KEY_BATCHES = `SELECT ${BATCH_COLUMNS}
  FROM phi_audit.batches WHERE ${CHANGES_KEYS} AND first >= $1 ORDER BY first`;
