import type { DerivedFault } from '../ledger-reader.ts';
import { tableNames, type Sqlite } from './sqlite.ts';

/** Reports rows whose index no record of the ledger has. Reading batches and ids in order never returns them. */
export function* findStrayRows(database: Sqlite): Generator<DerivedFault> {
  const tables = tableNames(database);
  if (!tables.has('batches')) return;
  for (const { at } of database.prepare<[], Stray>(BATCHES).all())
    yield { code: 'BATCH_COUNT', range: [0, 0], text: `The row at ${at} is not a batch.` };
  if (!tables.has('identities')) return;
  for (const { at } of database.prepare<[], Stray>(IDENTITIES).all()) {
    const text = `There are ids for record ${at}, which the ledger does not have.`;
    yield { code: 'IDENTITY_COMMITMENT', range: [0, 0], text };
  }
}

interface Stray {
  /** A text, since it may be larger than a safe integer. */
  readonly at: string;
}

const HAS_VALID_INDEX = `first BETWEEN 0 AND ${Number.MAX_SAFE_INTEGER}`;

const BATCHES = `SELECT CAST(first AS TEXT) AS at FROM batches WHERE NOT (${HAS_VALID_INDEX}) ORDER BY first LIMIT 10`;

const IDENTITIES = `SELECT CAST(leaf AS TEXT) AS at FROM identities
  WHERE leaf < 0 OR leaf >= coalesce(
    (SELECT size FROM batches WHERE ${HAS_VALID_INDEX} ORDER BY first DESC LIMIT 1), 0)
  ORDER BY leaf LIMIT 10`;
