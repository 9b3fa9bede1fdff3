import { join } from 'node:path';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import type { Opening } from '../../../../gateway/audit/record/opening.ts';
import type { AuditRecord } from '../../../../gateway/audit/record/record.ts';
import {
  INDEX_SCHEMA,
  type IndexLocation,
} from '../../../../gateway/reports/index/index-location.ts';
import { openReportIndex } from '../../../../gateway/reports/index/open-index.ts';
import { openWritable } from '../../../../gateway/audit/store/sqlite/sqlite.ts';
import { ledgerOptions, type LedgerOverrides } from '../../audit/sample.ts';
import type { LedgerLocation } from '../../../../gateway/audit/store/ledger-location.ts';
import type { Place } from '../../audit/stores.ts';

/** A place for the index of a ledger: a file in the directory, or a schema of the ledger's own database. */
export async function indexPlace(place: Place, directory: string): Promise<IndexLocation> {
  const { location } = place;
  if (location.kind === 'sqlite') return { kind: 'sqlite', path: join(directory, 'audit.index') };
  const { server } = location;
  await place.execute(
    `GRANT USAGE, CREATE ON SCHEMA phi_reports, phi_reports_next TO ${server.user}`,
  );
  return { kind: 'postgres', server, schema: INDEX_SCHEMA };
}

/** When the first record of a test's ledger is written. */
export const START = Date.UTC(2026, 0, 1);

/** Time between two records, ms. */
export const STEP = 3_600_000;

/** A clock that stands still. */
export function clockAt(time: number): () => number {
  return () => time;
}

/** Appends records to the ledger of a place, one an hour. */
export async function append(
  { location }: Place,
  directory: string,
  records: readonly (AuditRecord | { readonly record: AuditRecord; readonly opening: Opening })[],
  overrides: LedgerOverrides = {},
): Promise<string> {
  let now = overrides.now?.() ?? START;
  const options = ledgerOptions(directory, { location, ...overrides, now: () => now });
  const ledger = await openLedger(options);
  for (const each of records) {
    if ('record' in each) await ledger.append(each.record, each.opening);
    else await ledger.append(each);
    now += STEP;
  }
  await ledger.close();
  return ledger.publicKey;
}

/** Changes an index as an attacker with access to its database can. */
export async function tamper(location: IndexLocation, sql: string): Promise<void> {
  if (location.kind === 'sqlite') {
    const database = openWritable(location.path);
    database.exec(sql);
    database.close();
    return;
  }
  const { connect } = await import('../../../../gateway/audit/store/postgres/connect.ts');
  const client = await connect(location.server);
  await client.query(`SET search_path = ${location.schema}; ${sql}`);
  await client.end();
}

/** Bytes as a literal of the database. */
export function bytesLiteral(location: IndexLocation, text: string | Buffer): string {
  const hex = Buffer.from(text).toString('hex');
  return location.kind === 'sqlite' ? `x'${hex}'` : `'\\x${hex}'`;
}

/** For the messages of an index that is opened alone. */
export const LEDGER: LedgerLocation = { kind: 'sqlite', path: 'audit.db' };

/** Does something with an open index. */
export async function withIndex<Result>(
  location: IndexLocation,
  use: (index: Awaited<ReturnType<typeof openReportIndex>>) => Promise<Result>,
  task: Parameters<typeof openReportIndex>[1] = 'fill',
): Promise<Result> {
  const index = await openReportIndex({ ledger: LEDGER, index: location }, task);
  try {
    return await use(index);
  } finally {
    await index.close();
  }
}
