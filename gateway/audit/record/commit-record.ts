import { writeCanonical } from './canonical/canonical-json.ts';
import { commitToWrittenPair, SALT_BYTES, type Commitment } from './identity-commitment.ts';
import { packOpening } from './identity-openings.ts';
import type { AuditRecord, IdentityPair } from './record.ts';
import { isRecordable } from '../../platform/recorded-text.ts';

/** A record with commitments in place of ids, and their openings. */
export interface CommittedRecord {
  readonly record: AuditRecord<Commitment>;
  /** The opening (salt and ids) of each commitment, as `packOpening` packs it. */
  readonly openings: ReadonlyMap<Commitment, Buffer>;
}

/**
 * Replaces ids by commitments (salted hashes): one for each object and one for each patient that an input named. Each
 * commitment is independent, so that it can be opened, erased or lost without the others. A tree over them would save bytes,
 * but every proof would then depend on the openings of other patients. `random` returns that many random bytes. Throws as
 * `writeCanonical` and `packOpening` do.
 */
export function commitRecord(
  record: AuditRecord,
  random: (bytes: number) => Buffer,
): CommittedRecord {
  const { accesses, patients } = record;
  const count = accesses.reduce((sum, { objects }) => sum + objects.length, patients.length);
  const salts = random(count * SALT_BYTES);
  const openings = new Map<Commitment, Buffer>();
  const commit = (pair: IdentityPair): Commitment => {
    const at = openings.size * SALT_BYTES;
    const salt = salts.subarray(at, at + SALT_BYTES);
    const text = Buffer.from(writeCanonical(pair, isRecordable));
    const commitment = commitToWrittenPair(salt, text);
    openings.set(commitment, packOpening(salt, text));
    return commitment;
  };
  return {
    record: {
      ...record,
      accesses: accesses.map((entry) => ({ ...entry, objects: entry.objects.map(commit) })),
      patients: patients.map((patient) => commit([patient, null])),
    },
    openings,
  };
}
