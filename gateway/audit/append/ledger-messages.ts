import type { Commit } from './ledger-writer.ts';
import type { Entry } from './write-entry.ts';
import type { WriterOptions } from './open-writer.ts';
import type { RecordSource } from '../record/leaf.ts';
import type { RecordText } from '../record/record-text.ts';
import type { AppendCondition } from './records-since.ts';

/** An {@link Entry} whose record can be written. */
export type WritableEntry = Entry & { readonly record: RecordText };

/** What the gateway's thread sends to the ledger's thread. */
export type LedgerRequest =
  | { readonly kind: 'append'; readonly entries: readonly WritableEntry[] }
  | {
      readonly kind: 'append-unless-changed';
      readonly entry: WritableEntry;
      readonly condition: AppendCondition;
    }
  | { readonly kind: 'source'; readonly source: RecordSource }
  | { readonly kind: 'close'; readonly at: number };

/**
 * What the ledger's thread reports. Until it halts, it reports every appended entry in exactly one `committed`, `changed`
 * or `failed`, in the order of the appends.
 */
export type LedgerEvent =
  | {
      readonly kind: 'opened';
      readonly publicKey: string;
      readonly origin: string;
      readonly firstHash: string;
      readonly head: Head;
    }
  /** The ledger could not be opened; the thread ends. */
  | { readonly kind: 'refused'; readonly problems: readonly string[] }
  | { readonly kind: 'committed'; readonly commit: Commit; readonly head: Head }
  /** One entry was not written: the record of this leaf came first. */
  | { readonly kind: 'changed'; readonly leaf: number }
  /** These entries were not written; a later commit may succeed. */
  | { readonly kind: 'failed'; readonly entries: number; readonly fault: LedgerFault }
  /** The thread writes nothing more: every entry that no event before this one names has failed. */
  | { readonly kind: 'halted'; readonly fault: LedgerFault }
  /** The guard could not be written. */
  | { readonly kind: 'guard'; readonly fault: LedgerFault }
  /** The guard holds the checkpoint of this size. */
  | { readonly kind: 'guarded'; readonly size: number }
  | { readonly kind: 'closed' };

/** Why something failed. Contains no PHI. */
export interface LedgerFault {
  /** Code of the store or the system, such as `SQLITE_FULL`, `57P01` or `ENOENT`; else `LEDGER_FAULT`. */
  readonly code: string;
  readonly text: string;
}

/** The end of a ledger. */
export interface Head {
  readonly size: number;
  /** Hex. */
  readonly root: string;
}

// Both threads are of one build, so messages are not validated.

/** A message to the ledger's thread. */
export function asLedgerRequest(message: unknown): LedgerRequest {
  return message as LedgerRequest;
}

/** A message from the ledger's thread. */
export function asLedgerEvent(message: unknown): LedgerEvent {
  return message as LedgerEvent;
}

/** The start options of the ledger's thread. */
export function asWriterOptions(data: unknown): WriterOptions {
  return data as WriterOptions;
}
