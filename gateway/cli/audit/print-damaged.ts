import { printLocation, type ReadableLocation } from '../../audit/store/ledger-location.ts';
import { StartError } from '../../platform/errors.ts';
import { auditCommand } from '../../audit/store/audit-command.ts';

/** Lists the damaged or unsigned records that a report omits; empty without such records. */
export function damagedProblems(damaged: readonly number[], location: ReadableLocation): string[] {
  if (damaged.length === 0) return [];
  const shown = damaged.slice(0, 10).join(', ');
  return [
    `${damagedText(damaged.length)}, and the report omits ${damaged.length === 1 ? 'it' : 'them'} (${shown}). Run: ${auditCommand('verify', printLocation(location))}`,
  ];
}

/** Why this many records are omitted. */
export function damagedText(count: number): string {
  return count === 1
    ? '1 record was changed, is malformed, or is not signed with a key of the ledger'
    : `${count} records were changed, are malformed, or are not signed with a key of the ledger`;
}

/** Throws a `StartError` that lists them, if there are any. */
export function assertUndamaged(damaged: readonly number[], location: ReadableLocation): void {
  const problems = damagedProblems(damaged, location);
  if (problems.length > 0) throw new StartError(problems);
}
