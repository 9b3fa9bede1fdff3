import { afterAll, beforeAll } from '@jest/globals';
import type { LedgerOptions } from '../../gateway/audit/append/open-ledger.ts';
import { createSigningKey } from '../../gateway/audit/store/files/signing-key.ts';
import type { LedgerLocation } from '../../gateway/audit/store/ledger-location.ts';
import type { ReportRow } from '../../gateway/reports/query/report-row.ts';
import { openReader } from '../../gateway/audit/store/open-reader.ts';
import { createSigner } from '../../gateway/audit/tree/signed-note.ts';
import type { VerifyThreads } from '../../gateway/audit/verify/inspect-ahead.ts';
import { verifyLedger } from '../../gateway/audit/verify/verify-ledger.ts';
import { fillIndex } from '../../gateway/reports/index/fill-index.ts';
import type { IndexLocation } from '../../gateway/reports/index/index-location.ts';
import { createDirectory, ledgerOptions } from '../gateway/audit/sample.ts';
import type { Place, StoreKind } from '../gateway/audit/stores.ts';
import { indexPlace, withIndex } from '../gateway/reports/index/places.ts';
import { reportAccesses, reportFromIndex } from './reports/report-accesses.ts';

/** The origin of ledgers in tests. */
export const ORIGIN = 'gateway.test/ledger';

/** A ledger that the tests of one `describe` attack. */
export interface AttackedLedger {
  /** Directory of its files. */
  readonly path: string;
  readonly place: () => Place;
  readonly location: () => LedgerLocation;
  readonly options: (overrides?: Partial<LedgerOptions>) => LedgerOptions;
}

/** Fills a new ledger before the tests of the current `describe`, and removes it after them. */
export function attackedLedger(
  store: StoreKind,
  fill: (ledger: AttackedLedger) => Promise<unknown>,
): AttackedLedger {
  const directory = createDirectory();
  let created: Place | null = null;
  const place = () => {
    if (created === null) throw new Error('The ledger was not created.');
    return created;
  };
  const location = () => place().location;
  const ledger: AttackedLedger = {
    path: directory.path,
    place,
    location,
    options: (overrides = {}) =>
      ledgerOptions(directory.path, { location: location(), ...overrides }),
  };
  beforeAll(async () => {
    await store.start();
    created = await store.place(directory.path);
    await fill(ledger);
  });
  afterAll(async () => {
    await store.stop();
    directory.remove();
  });
  return ledger;
}

/** The key of a command: that of the gateway for a SQLite ledger, its own on a server, which the gateway enrolls. */
export function commandKey({ path, location, options }: AttackedLedger) {
  const isShared = location().kind === 'postgres';
  const keyPath = isShared ? `${path}/officer.key` : options().keyPath;
  const enroll = isShared ? [createSigner(ORIGIN, createSigningKey(keyPath)).verifier.vkey] : [];
  const guardPath = keyPath.replace(/key$/, 'guard');
  return { enroll, tool: { location: location(), keyPath, guardPath, version: '1' } };
}

const ignore = () => undefined;

/** Rows of a report, and each record that it reported as damaged. */
export interface ReadReport {
  readonly rows: readonly ReportRow[];
  readonly damaged: readonly number[];
}

/** A report on a patient that reads the whole ledger. */
export async function reportOn(location: LedgerLocation, patient: string): Promise<ReadReport> {
  return collect((onDamaged) =>
    reportAccesses({ location, by: { patient }, ...WHOLE, onDamaged, onPruned: ignore }),
  );
}

/** A report on a patient from an index. */
export async function indexReportOn(
  location: LedgerLocation,
  index: IndexLocation,
  patient: string,
): Promise<ReadReport> {
  const listeners = { onPruned: ignore, onRefused: ignore };
  const options = { location, index, publicKey: null, by: { patient }, ...WHOLE, ...listeners };
  return collect((onDamaged) => reportFromIndex({ ...options, onDamaged }));
}

const WHOLE = { since: null, until: null };

async function collect(
  report: (onDamaged: (leaf: number) => void) => AsyncIterable<ReportRow>,
): Promise<ReadReport> {
  const damaged: number[] = [];
  const rows = [];
  for await (const row of report((leaf) => void damaged.push(leaf))) rows.push(row);
  return { rows, damaged };
}

/** Fills the report index of a ledger. */
export async function fillIndexOf({
  place,
  location,
  path,
}: AttackedLedger): Promise<IndexLocation> {
  const index = await indexPlace(place(), path);
  const reader = await openReader(location());
  await withIndex(index, (open) => fillIndex(open, reader));
  await reader.close();
  return index;
}

/** Verifies a ledger with its guard and without a pinned key. */
export function verifyWithGuard(
  { location, guardPath }: Pick<LedgerOptions, 'location' | 'guardPath'>,
  threads?: VerifyThreads,
) {
  const known = { location, publicKey: null, anchors: [], witnesses: [], guardPath };
  return verifyLedger(known, threads);
}
