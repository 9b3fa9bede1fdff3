import { generateKeyPairSync } from 'node:crypto';
import { writeLeaves } from '../../gateway/audit/record/leaf.ts';
import { createLeafIds } from '../../gateway/audit/record/leaf-ids.ts';
import type { AuditRecord } from '../../gateway/audit/record/record.ts';
import type { LedgerLocation } from '../../gateway/audit/store/ledger-location.ts';
import { connect } from '../../gateway/audit/store/postgres/connect.ts';
import { openWritable } from '../../gateway/audit/store/sqlite/sqlite.ts';
import { batchHash, packLeaves, type Batch } from '../../gateway/audit/tree/batch.ts';
import { NO_BATCH, readCheckpoint, signCheckpoint } from '../../gateway/audit/tree/checkpoint.ts';
import {
  appendLeaves,
  EMPTY_TREE,
  leafHash,
  splitHashes,
  treeRoot,
} from '../../gateway/audit/tree/merkle-tree.ts';
import { createSigner, type NoteSigner } from '../../gateway/audit/tree/signed-note.ts';
import type { Place } from '../gateway/audit/stores.ts';

/** A key of an attacker, which no record of the ledger enrolls. */
export function throwawaySigner(origin: string): NoteSigner {
  return createSigner(origin, generateKeyPairSync('ed25519').privateKey);
}

/**
 * Adds a batch to a ledger and moves its head, with the rights of a gateway's login. The batch continues the ledger
 * correctly, except that `signer` signs it; with null, it is unsigned. Returns the index of its first leaf.
 */
export async function forgeBatch(
  place: Place,
  records: readonly AuditRecord[],
  signer: NoteSigner | null,
  at = Date.now(),
): Promise<number> {
  const batches = await place.batches();
  const tree = batches.reduce(
    (before, { hashes }) => appendLeaves(before, splitHashes(hashes)),
    EMPTY_TREE,
  );
  const last = batches.at(-1);
  const origin = readCheckpoint(last?.note ?? '')?.checkpoint.origin ?? 'gateway.test/ledger';
  const ids = createLeafIds(null);
  const source = { gateway: 'gateway-9', version: '0.1.0', schemaHash: '', policyHash: '' };
  const leaves = records.flatMap((record) => writeLeaves(record, { id: ids.next(at), at, source }));
  const hashes = Buffer.concat(leaves.map((bytes) => leafHash(bytes)));
  const next = appendLeaves(tree, splitHashes(hashes));
  const root = treeRoot(next);
  const previousBatch = last === undefined ? NO_BATCH : batchHash(last.note, last.hashes);
  const signed = signCheckpoint(
    { origin, size: next.size, root, previousBatch },
    signer ?? throwawaySigner(origin),
  );
  const note = signer === null ? signed.slice(0, signed.lastIndexOf('\n\n') + 2) : signed;
  const batch = { first: tree.size, count: leaves.length, leaves: packLeaves(leaves), hashes };
  await store(
    place.location,
    { ...batch, size: next.size, root, note },
    { edge: Buffer.concat(next.edge), keyId: signer?.verifier.id.toString('hex') ?? '00000000' },
  );
  return tree.size;
}

async function store(
  location: LedgerLocation,
  batch: Batch,
  { edge, keyId }: { readonly edge: Buffer; readonly keyId: string },
): Promise<void> {
  const { first, count, leaves, hashes, size, root, note } = batch;
  const hash = batchHash(note, hashes);
  if (location.kind === 'sqlite') {
    const database = openWritable(location.path);
    database
      .prepare('INSERT INTO batches VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(first, count, leaves, hashes, size, root, note);
    database.prepare('UPDATE head SET size = ?, edge = ?, batch = ?').run(size, edge, hash);
    database.close();
    return;
  }
  const client = await connect(location.server);
  // The server refuses a new head without its batch, so one statement writes both.
  await client.query(
    `WITH moved AS (UPDATE phi_audit.head SET size = $5, root = $6, edge = $9, batch = $10)
    INSERT INTO phi_audit.batches VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [first, count, leaves, hashes, size, root, note, keyId, edge, hash],
  );
  await client.end();
}
