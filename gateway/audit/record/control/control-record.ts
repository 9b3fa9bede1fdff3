import type { AuditRecord, RecordKind } from '../record.ts';

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
