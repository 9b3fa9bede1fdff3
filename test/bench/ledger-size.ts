import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { openLedger } from '../../gateway/audit/append/open-ledger.ts';
import type { IdentityMode } from '../../gateway/audit/append/write-entry.ts';
import type { LedgerLocation, PostgresServer } from '../../gateway/audit/store/ledger-location.ts';
import { connect } from '../../gateway/audit/store/postgres/connect.ts';
import { accessRecord, ledgerOptions } from '../gateway/audit/sample.ts';

/** What is measured: which ledger, in which folder, after how many leaves of how many objects. */
export interface SizeOptions {
  readonly folder: string;
  readonly location: LedgerLocation;
  readonly identity: IdentityMode;
  readonly leaves: number;
  readonly objects: number;
}

/** How many records wait for a commit together; 1: each has a commit of its own. */
const CALLERS = Number(process.env['CALLERS'] ?? 128);

/** Bytes on disk for each leaf, with the openings of those that commit to ids; the ledger is closed then. */
export async function measureSize(options: SizeOptions): Promise<number> {
  const { folder, location, identity, leaves, objects } = options;
  const ledger = await openLedger(
    ledgerOptions(folder, { location, identity, deadlineMs: 60_000 }),
  );
  let left = leaves;
  const call = async () => {
    while (left > 0) {
      left -= 1;
      await ledger.append(accessRecord(Array.from({ length: objects }, () => randomUUID())));
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, call));
  await ledger.close();
  const bytes =
    location.kind === 'sqlite' ? statSync(location.path).size : await sizeOf(location.server);
  return bytes / leaves;
}

async function sizeOf(database: PostgresServer): Promise<number> {
  const client = await connect(database);
  const tables = ['batches', 'identities', 'openings'];
  const sum = tables.map((name) => `pg_total_relation_size('phi_audit.${name}')`).join(' + ');
  const { rows } = await client.query<{ readonly size: number }>(`SELECT ${sum} AS size`);
  await client.end();
  return rows[0]?.size ?? 0;
}
