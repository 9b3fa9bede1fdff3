import { StartError } from '../../platform/errors.ts';

/**
 * A ledger or its report index that cannot be read, or not to its end, so that nothing can be said about the rest. A
 * command ends with exit code 3 for it: code 1 stands for the verdict FAIL.
 */
export class UnreadableLedger extends StartError {}

/** The error of a reading that broke off with this code of the store. */
export function unreadable(where: string, code: string, cause: unknown): UnreadableLedger {
  return new UnreadableLedger([`${where} cannot be read to its end (${code}).`], { cause });
}
