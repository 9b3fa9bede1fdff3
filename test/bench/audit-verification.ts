import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commitRecord } from '../../gateway/audit/record/commit-record.ts';
import { controlRecord } from '../../gateway/audit/record/control/control-record.ts';
import { createLeafIds } from '../../gateway/audit/record/leaf-ids.ts';
import { writeCommittedLeaves, writeLeaves } from '../../gateway/audit/record/leaf.ts';
import type { AuditRecord } from '../../gateway/audit/record/record.ts';
import { createLedgerTables } from '../../gateway/audit/store/sqlite/ledger-tables.ts';
import { createIdentityTable } from '../../gateway/audit/store/sqlite/identity-table.ts';
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
import { verifyLedger } from '../../gateway/audit/verify/verify-ledger.ts';
import { accessRecord, ledgerOptions } from '../gateway/audit/sample.ts';

/*
 * How long a ledger takes to verify, and how much memory: 1,000,000 leaves, twenty to a batch and one to a batch.
 * IDENTITY=committed for leaves that commit to ids, OBJECTS=1 for the objects of each.
 * npm run -s build && node dist/test/bench/audit-verification.js [leaves] [leaves per batch]
 */

const IS_COMMITTED = process.env['IDENTITY'] === 'committed';
const OBJECTS = Number(process.env['OBJECTS'] ?? 1);

const [leaves = '1000000', ...sizes] = process.argv.slice(2);
for (const perBatch of sizes.length > 0 ? sizes : ['20', '1']) {
  const directory = mkdtempSync(join(tmpdir(), 'verification-'));
  try {
    await measure(join(directory, 'audit.db'), Number(leaves), Number(perBatch));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function measure(path: string, count: number, perBatch: number): Promise<void> {
  const ledger = makeLedger(path, count, perBatch);
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 50);
  const cpu = process.cpuUsage();
  const started = performance.now();
  const verdict = await verifyLedger({
    location: { kind: 'sqlite', path },
    publicKey: ledger.publicKey,
    anchors: [],
    witnesses: [],
    guardPath: `${path}.guard`,
  });
  const seconds = (performance.now() - started) / 1000;
  clearInterval(watch);
  const used = process.cpuUsage(cpu);
  process.stdout.write(
    `${verdict.result} ${verdict.covered} leaves in ${ledger.batches} batches (${ledger.megabytes} MB): ` +
      `${seconds.toFixed(1)} s, CPU ${((used.user + used.system) / 1e6).toFixed(1)} s, peak ${Math.round(peak / 2 ** 20)} MB\n`,
  );
}

/** Writes as the product does, but without waiting for the disk: what is read must be the same, not how it came there. */
function makeLedger(path: string, count: number, perBatch: number) {
  const { source, origin } = ledgerOptions('');
  const signer = createSigner(origin, generateKeyPairSync('ed25519').privateKey);
  const database = openWritable(path);
  database.pragma('journal_mode = OFF');
  database.pragma('synchronous = OFF');
  createLedgerTables(database);
  const insert = database.prepare(
    'INSERT INTO batches VALUES (@first, @count, @leaves, @hashes, @size, @root, @note)',
  );
  const addIdentities = createIdentityTable(database);
  const ids = createLeafIds(null);
  let at = Date.UTC(2026, 0, 1);
  let tree = EMPTY_TREE;
  let previousBatch = NO_BATCH;
  let note = '';
  let bytes = 0;
  let batches = 0;
  const add = (records: readonly AuditRecord[]) => {
    const written = records.flatMap((record) => {
      at += 10;
      const context = { id: ids.next(at), at, source };
      return IS_COMMITTED
        ? writeCommittedLeaves(commitRecord(record, randomBytes), context)
        : writeLeaves(record, context).map((leaf) => ({ bytes: leaf, openings: null }));
    });
    const hashes = written.map((leaf) => leafHash(leaf.bytes));
    const first = tree.size;
    tree = appendLeaves(tree, hashes);
    const root = treeRoot(tree);
    const { size } = tree;
    note = signCheckpoint({ origin, size, root, previousBatch }, signer);
    const packed = packLeaves(written.map((leaf) => leaf.bytes));
    const joined = Buffer.concat(hashes);
    insert.run({ first, count: written.length, leaves: packed, hashes: joined, size, root, note });
    for (const [index, { openings }] of written.entries())
      if (openings !== null) addIdentities({ leaf: first + index, openings });
    previousBatch = batchHash(note, joined);
    bytes += packed.length;
    batches += 1;
  };
  database.exec('BEGIN');
  add([controlRecord('log.key.enrolled', at, { key: signer.verifier.vkey })]);
  while (tree.size < count) {
    const records = Math.min(perBatch, count - tree.size);
    const next = tree.size;
    add(Array.from({ length: records }, (_, index) => accessRecord(patients(next + index))));
  }
  database.exec('COMMIT');
  database.close();
  writeFileSync(`${path}.guard`, note);
  return { publicKey: signer.verifier.vkey, batches, megabytes: Math.round(bytes / 1e6) };
}

function patients(from: number): string[] {
  return Array.from({ length: OBJECTS }, (_, index) => `patient-${from + index}`);
}
