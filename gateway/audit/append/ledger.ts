import type { LedgerHealth } from '../../platform/metrics/ledger-health.ts';
import type { RecordSource } from '../record/leaf.ts';
import type { Opening } from '../record/opening.ts';
import type { AuditRecord } from '../record/record.ts';
import type { RecordText } from '../record/record-text.ts';
import type { Appended, AppendedOrChanged } from './append-queue.ts';
import type { Head } from './ledger-messages.ts';
import type { AppendCondition } from './records-since.ts';

/** The tamper-evident record of every access, opened to append. */
export interface Ledger {
  /**
   * Resolves when the record is on disk and signed, never before. Rejects with `AUDIT_UNAVAILABLE` otherwise: the caller
   * must then release nothing. Resolves to the leaves of the record. The opening (salt and text of the reason that the record
   * commits to) is stored in the same transaction.
   */
  append(record: AuditRecord, opening?: Opening): Promise<Appended>;
  /** Appends a record that another process wrote, as {@link append} does; null, which it could not write, is refused. */
  appendWritten(record: RecordText | null): Promise<Appended>;
  /**
   * Appends a record unless its subject, such as a case, has another one since `condition.from`. The check and the commit
   * hold the lock that serializes all writers of the ledger, so one of two competing records is written. The opening is
   * null for a record that commits to no text.
   */
  appendUnlessChanged(
    record: AuditRecord,
    opening: Opening | null,
    condition: AppendCondition,
  ): Promise<AppendedOrChanged>;
  /** Records that nothing was released for a record: it was committed after its caller had given it up. */
  markUnreleased(leaves: Appended): void;
  /** False while records cannot be written: the gateway must not serve PHI. */
  ready(): boolean;
  health(): LedgerHealth;
  /** `name+key id+key`, the text that a verifier pins. */
  readonly publicKey: string;
  /** Name of the ledger in its checkpoints, shared by all gateways that write to it. */
  readonly origin: string;
  /** Hash of the first record, hex. It identifies the ledger even after its name changes. */
  readonly firstHash: string;
  /** Size and root (hex) of the last commit. */
  head(): Head;
  /** Size of the largest tree that enough witnesses have cosigned; null without witnesses. */
  witnessed(): number | null;
  /** Records a new policy; later records name it as their source. */
  setSource(source: RecordSource): Promise<void>;
  /** Waits for pending commits, records the stop and closes. New appends fail from this call on. */
  close(): Promise<void>;
}
