import type { AuditConfig } from '../audit/audit-config.ts';
import { databaseFile, type LedgerLocation } from '../audit/store/ledger-location.ts';
import { indexAt, indexBeside, type IndexLocation } from '../reports/index/index-location.ts';

type LedgerFiles = Pick<AuditConfig, 'location' | 'key' | 'guard' | 'checkpoint'>;

/**
 * Locates the report index: next to the ledger unless `admin.index` names a place. Refuses the ledger's own files:
 * rebuilding the index would replace them.
 */
export function locateIndex(
  audit: LedgerFiles,
  index: LedgerLocation | null,
  refuse: (problem: string) => void,
): IndexLocation {
  if (index === null) return indexBeside(audit.location);
  const path = databaseFile(index);
  if (path !== null && filesOf(audit).includes(path)) {
    const isLedger = path === databaseFile(audit.location);
    refuse(
      `is ${isLedger ? 'the ledger itself' : 'a file of the ledger'}. Name another file, or leave it out`,
    );
  }
  return indexAt(index);
}

function filesOf({ location, key, guard, checkpoint }: LedgerFiles): readonly string[] {
  const named = [key, guard, ...(checkpoint === null ? [] : [checkpoint])];
  const path = databaseFile(location);
  if (path === null) return named;
  return [...named, ...['', '-wal', '-shm', '.key', '.guard'].map((end) => path + end)];
}
