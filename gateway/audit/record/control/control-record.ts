import type { AuditRecord, RecordKind } from '../record.ts';

/**
 * Characters of a list (ASCII) in one control leaf, which has room for 64 KiB. The rest of a longer list goes into further
 * leaves.
 */
export const MAX_LIST_LENGTH = 48 * 1024;

/** A record about the ledger itself, which no request caused. */
export function controlRecord(
  kind: RecordKind,
  at: number,
  details: AuditRecord['details'],
): AuditRecord {
  return {
    kind,
    action: 'E',
    outcome: 'permit',
    reason: null,
    received: at,
    actor: null,
    client: null,
    operation: null,
    accesses: [],
    denied: [],
    arguments: [],
    patients: [],
    breakGlass: null,
    details,
  };
}
