import { StartError } from '../../platform/errors.ts';

/**
 * A ledger or its report index that cannot be read to its end, so that the rest is unknown. Commands exit with code 3 for it;
 * code 1 is the verdict FAIL.
 */
export class UnreadableLedger extends StartError {}

/** The error for a read that failed with this code of the store. */
export function unreadable(where: string, code: string, cause: unknown): UnreadableLedger {
  return new UnreadableLedger([`${where} cannot be read to its end (${code}).`], { cause });
}
