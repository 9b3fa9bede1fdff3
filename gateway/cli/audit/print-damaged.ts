import { printLocation, type ReadableLocation } from '../../audit/store/ledger-location.ts';
import { StartError } from '../../platform/errors.ts';

/** Names the damaged or unsigned records that a report left out; empty if there are none. */
export function damagedProblems(damaged: readonly number[], location: ReadableLocation): string[] {
  if (damaged.length === 0) return [];
  const shown = damaged.slice(0, 10).join(', ');
  return [
    `${damagedText(damaged.length)}, and left out of the report (${shown}). Run: phi-gateway audit verify --db ${printLocation(location)}`,
  ];
}

/** What keeps so many records from being told. */
export function damagedText(count: number): string {
  return count === 1
    ? "1 record was changed, is not of the ledger's form, or is not signed with a key of the ledger"
    : `${count} records were changed, are not of the ledger's form, or are not signed with a key of the ledger`;
}

/** Throws a `StartError` that names them. */
export function assertUndamaged(damaged: readonly number[], location: ReadableLocation): void {
  const problems = damagedProblems(damaged, location);
  if (problems.length > 0) throw new StartError(problems);
}
