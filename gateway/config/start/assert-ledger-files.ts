import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { databaseFile, type PostgresServer } from '../../audit/store/ledger-location.ts';
import { readSigningKey } from '../../audit/store/files/signing-key.ts';
import { isSameLedger } from '../../audit/tree/origin.ts';
import { readVerifier } from '../../audit/tree/signed-note.ts';
import type { AuditConfig } from '../../audit/audit-config.ts';
import type { LimitStoreConfig } from '../../pipeline/limits/store/limit-store-config.ts';
import { isReplaceable } from '../../pipeline/supergraph/graph-cache.ts';
import { SettingsError, StartError, type SettingProblem } from '../../platform/errors.ts';
import type { IndexLocation } from '../../reports/index/index-location.ts';
import { whyUnreadable, whyUnwritable } from './why-unwritable.ts';

/**
 * Checks that the files of a ledger can be read and written, without opening the ledger, which a running gateway may hold.
 * Creates nothing.
 *
 * @throws SettingsError with every file that can't be used.
 */
export function assertLedgerFiles(audit: AuditConfig): void {
  const problems = [
    ...locationProblems(audit),
    ...(isInFaultyFolder(audit.key, audit) ? [] : keyProblems(audit)),
    ...(isInFaultyFolder(audit.guard, audit) ? [] : guardProblems(audit)),
    ...checkpointProblems(audit),
    ...sinkProblems(audit),
    ...enrollProblems(audit),
  ];
  if (problems.length > 0) throw new SettingsError(problems);
}

/** Checks the file of the report index in the same way. Throws a `SettingsError`. */
export function assertIndexFile(index: IndexLocation, audit: AuditConfig): void {
  switch (index.kind) {
    case 'sqlite':
      return assertSqliteFile(index.path, audit);
    case 'postgres':
      return;
    default:
      index satisfies never;
  }
}

/** Checks that the file for the composed graph can be written, and holds nothing else. Throws a `SettingsError`. */
export function assertGraphCache(file: string, audit: AuditConfig): void {
  if (isInFaultyFolder(file, audit)) return;
  const afterCreating = [audit.key, ...ledgerFiles(audit)];
  const why =
    whyUnwritable(file, { createsFolder: false, afterCreating, isReplaced: true }) ??
    (existsSync(file) ? whyUnreadable(file) : null);
  const text =
    why !== null
      ? `The composed graph ${file} cannot be written: ${why}.`
      : `${file} is not a composed graph, and is left as it is. Name another file.`;
  if (why !== null || !isReplaceable(file))
    throw new SettingsError([{ path: 'graph.cache', text }]);
}

/** Checks the file of the authorities of the store of limits. Throws a `SettingsError`. */
export function assertLimitStoreFiles({ location }: LimitStoreConfig): void {
  const problems = [...authorityProblems('limits.store.ca', location.server)];
  if (problems.length > 0) throw new SettingsError(problems);
}

function assertSqliteFile(path: string, audit: AuditConfig): void {
  if (isInFaultyFolder(path, audit)) return;
  const why = whyUnwritable(path, { createsFolder: false, afterCreating: ledgerFiles(audit) });
  const text =
    why !== null
      ? `The report index ${path} cannot be written: ${why}.`
      : `${path} is not a report index and was left unchanged. Name another file for the index, or remove this one.`;
  if (why !== null || !isDatabase(path)) throw new SettingsError([{ path: 'admin.index', text }]);
}

/** Whether a file is in the folder of the ledger, which can't be used: that is reported once, for the ledger. */
function isInFaultyFolder(path: string, { location }: AuditConfig): boolean {
  const ledger = databaseFile(location);
  if (ledger === null || dirname(path) !== dirname(ledger)) return false;
  const newFile = join(dirname(ledger), '.new-file');
  return whyUnwritable(newFile, { createsFolder: true }) !== null;
}

/** The file of the ledger, which a gateway creates; none for a ledger on a server. */
function ledgerFiles({ location }: AuditConfig): readonly string[] {
  const path = databaseFile(location);
  return path === null ? [] : [path];
}

function locationProblems({ location }: AuditConfig): Iterable<SettingProblem> {
  switch (location.kind) {
    case 'sqlite':
      return fileProblems(location.path);
    case 'postgres':
      return authorityProblems('audit.ca', location.server);
    default:
      return location satisfies never;
  }
}

/** `path` is that of the setting with the authorities. */
function* authorityProblems(
  path: string,
  { tls }: Pick<PostgresServer, 'tls'>,
): Generator<SettingProblem> {
  const ca = tls?.ca ?? null;
  const why = ca === null ? null : whyUnreadable(ca);
  if (why !== null) yield { path, text: `${ca} cannot be read: ${why}.` };
}

function* fileProblems(path: string): Generator<SettingProblem> {
  const why = whyUnwritable(path, { createsFolder: true });
  if (why !== null) {
    yield { path: 'audit.db', text: `The audit ledger ${path} cannot be written: ${why}.` };
  } else if (!isDatabase(path)) {
    const text = `${path} is not an audit ledger, and is left as it is. Name another file.`;
    yield { path: 'audit.db', text };
  }
}

function* keyProblems({ key, guard }: AuditConfig): Generator<SettingProblem> {
  const path = 'audit.key';
  try {
    if (readSigningKey(key) !== null) return;
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    for (const text of error.problems) yield { path, text };
    return;
  }
  const why = whyUnwritable(key, { createsFolder: true });
  if (why !== null) yield { path, text: `The audit key ${key} cannot be written: ${why}.` };
  // The guard is written after the first commit, which needed a key.
  else if (existsSync(guard)) {
    const text = `The audit key ${key} is missing, and the ledger's guard ${guard} is there. Restore the key, or fix the path.`;
    yield { path, text };
  }
}

function* guardProblems(audit: AuditConfig): Generator<SettingProblem> {
  const { guard, key } = audit;
  const afterCreating = [key, ...ledgerFiles(audit)];
  const why =
    whyUnwritable(guard, { createsFolder: false, afterCreating, isReplaced: true }) ??
    (existsSync(guard) ? whyUnreadable(guard) : null);
  if (why !== null)
    yield { path: 'audit.guard', text: `The guard ${guard} cannot be written: ${why}.` };
}

function* checkpointProblems({ checkpoint }: AuditConfig): Generator<SettingProblem> {
  const why = checkpoint === null ? null : whyUnreadable(checkpoint);
  if (why !== null)
    yield { path: 'audit.checkpoint', text: `${checkpoint} cannot be read: ${why}.` };
}

/** A sink is replaced on its own, and a gateway stops if its guard was replaced by anything but itself. */
function* sinkProblems({ publish, guard }: AuditConfig): Generator<SettingProblem> {
  for (const [index, sink] of publish?.sinks.entries() ?? []) {
    if (sink.kind !== 'file' || sink.path !== guard) continue;
    const text = `${guard} is the guard. Name another file for the published checkpoint.`;
    yield { path: `audit.publish.sinks[${index}].file`, text };
  }
}

function* enrollProblems({ enroll, origin }: AuditConfig): Generator<SettingProblem> {
  for (const [index, vkey] of enroll.entries()) {
    const name = readVerifier(vkey)?.name;
    if (name !== undefined && isSameLedger(name, origin)) continue;
    const text = `${vkey} is not a key for the ledger ${origin}. Give one as a gateway of it prints it: name+id+key.`;
    yield { path: `audit.enroll[${index}]`, text };
  }
}

/**
 * Whether SQLite can open a file as a database: it is one, or is missing or empty.
 * https://www.sqlite.org/fileformat.html#the_database_header
 */
function isDatabase(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined || stats.size === 0) return true;
  const header = Buffer.alloc(HEADER.length);
  const file = openSync(path, 'r');
  try {
    readSync(file, header, 0, header.length, 0);
  } finally {
    closeSync(file);
  }
  return header.equals(HEADER);
}

const HEADER = Buffer.from('SQLite format 3\0');
