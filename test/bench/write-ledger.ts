import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createSigningKey } from '../../gateway/audit/store/files/signing-key.ts';
import { controlRecord } from '../../gateway/audit/record/control/control-record.ts';
import { createLeafIds } from '../../gateway/audit/record/leaf-ids.ts';
import { commitRecord } from '../../gateway/audit/record/commit-record.ts';
import { writeCommittedLeaves, writeLeaves } from '../../gateway/audit/record/leaf.ts';
import type { Opening } from '../../gateway/audit/record/opening.ts';
import type { AuditRecord } from '../../gateway/audit/record/record.ts';
import { createLedgerTables } from '../../gateway/audit/store/sqlite/ledger-tables.ts';
import { createIdentityTable } from '../../gateway/audit/store/sqlite/identity-table.ts';
import { createOpeningTable } from '../../gateway/audit/store/sqlite/opening-table.ts';
import { openWritable } from '../../gateway/audit/store/sqlite/sqlite.ts';
import { batchHash, packLeaves } from '../../gateway/audit/tree/batch.ts';
import { NO_BATCH, signCheckpoint } from '../../gateway/audit/tree/checkpoint.ts';
import {
  appendLeaves,
  EMPTY_TREE,
  leafHash,
  treeRoot,
} from '../../gateway/audit/tree/merkle-tree.ts';
import { createSigner } from '../../gateway/audit/tree/signed-note.ts';
import { ledgerOptions } from '../gateway/audit/sample.ts';

/** A record, when it is written, and what opens its commitment. */
export interface Timed {
  /** UTC ms since 1970. */
  readonly at: number;
  readonly record: AuditRecord;
  readonly opening?: Opening | null;
}

/**
 * Writes a new ledger as the product does, but without waiting for the disk: what is read must be the same, not how it
 * came there. Key and guard lie beside it, where a gateway looks for them. The first leaf enrols the key, at the time of
 * the first record. Returns the public key.
 */
export function writeLedger(
  path: string,
  origin: string,
  records: Iterable<Timed>,
  {
    perBatch = 20,
    isCommitted = false,
  }: {
    readonly perBatch?: number;
    /** Whether leaves commit to ids, which stand beside them. */
    readonly isCommitted?: boolean;
  } = {},
): string {
  const { source } = ledgerOptions('');
  const signer = createSigner(origin, createSigningKey(`${path}.key`));
  const database = openWritable(path);
  database.pragma('journal_mode = OFF');
  database.pragma('synchronous = OFF');
  createLedgerTables(database, path);
  const addOpening = createOpeningTable(database);
  const addIdentities = createIdentityTable(database);
  const insert = database.prepare(
    'INSERT INTO batches VALUES (@first, @count, @leaves, @hashes, @size, @root, @note)',
  );
  const ids = createLeafIds(null);
  let tree = EMPTY_TREE;
  let previousBatch = NO_BATCH;
  let note = '';
  const add = (contents: readonly Timed[]) => {
    const written = contents.flatMap(({ at, record, opening = null }) => {
      if (opening !== null) addOpening(opening);
      const context = { id: ids.next(at), at, source };
      return isCommitted
        ? writeCommittedLeaves(commitRecord(record, randomBytes), context)
        : writeLeaves(record, context).map((bytes) => ({ bytes, openings: null }));
    });
    const hashes = written.map(({ bytes }) => leafHash(bytes));
    const first = tree.size;
    for (const [index, { openings }] of written.entries())
      if (openings !== null) addIdentities({ leaf: first + index, openings });
    tree = appendLeaves(tree, hashes);
    const root = treeRoot(tree);
    const { size } = tree;
    note = signCheckpoint({ origin, size, root, previousBatch }, signer);
    const joined = Buffer.concat(hashes);
    const leaves = packLeaves(written.map(({ bytes }) => bytes));
    insert.run({ first, count: written.length, leaves, hashes: joined, size, root, note });
    previousBatch = batchHash(note, joined);
  };
  database.exec('BEGIN');
  let batch: Timed[] = [];
  for (const each of records) {
    if (tree.size === 0) {
      const { at } = each;
      add([{ at, record: controlRecord('log.key.enrolled', at, { key: signer.verifier.vkey }) }]);
    }
    batch.push(each);
    if (batch.length < perBatch) continue;
    add(batch);
    batch = [];
  }
  if (batch.length > 0) add(batch);
  const head = database.prepare('UPDATE head SET size = ?, edge = ?, batch = ?');
  head.run(tree.size, Buffer.concat(tree.edge), previousBatch);
  database.exec('COMMIT');
  database.close();
  writeFileSync(`${path}.guard`, note);
  return signer.verifier.vkey;
}
