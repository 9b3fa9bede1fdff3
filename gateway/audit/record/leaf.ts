import { writeCanonical } from './canonical/canonical-json.ts';
import type { CommittedRecord } from './commit-record.ts';
import type { Commitment } from './identity-commitment.ts';
import type { AccessEntry, AuditRecord, IdentityPair } from './record.ts';
import { isRecordable } from '../../platform/recorded-text.ts';
import { splitRecord } from './split-record.ts';

/** What wrote a leaf, and what decided. */
export interface RecordSource {
  /** Name of the gateway instance. */
  readonly gateway: string;
  readonly version: string;
  /** SHA-256, hex, of the supergraph's SDL. */
  readonly schemaHash: string;
  /** SHA-256, hex, of the compiled policy. */
  readonly policyHash: string;
}

/** What the ledger knows of a record and its author doesn't. */
export interface LeafContext {
  /** UUIDv7; the same in all parts of a record, ascending along the ledger. */
  readonly id: string;
  /** UTC ms since 1970. */
  readonly at: number;
  readonly source: RecordSource;
}

/** The format that this code writes and reads. */
export const LEAF_FORMAT = 'phi-gateway/record/v1';

/** No leaf is longer, in bytes: a bundle of entries in an export has two bytes for the length of each. */
export const MAX_LEAF_BYTES = 64 * 1024 - 1;

/** Room for what differs between the parts: their numbers, of at most ten digits each. */
const RESERVED_BYTES = 32;

/**
 * The leaves of one record: a single one, or parts where that would exceed `MAX_LEAF_BYTES`. A part stands
 * alone: it repeats who asked for what, and holds some of the objects. Throws a `TypeError` for a record
 * that cannot be written down faithfully (see `writeCanonical`) or holds a text that is not `isRecordable`, and a `RangeError` for one that no splitting
 * brings below the limit.
 */
export function writeLeaves(record: AuditRecord, context: LeafContext): Buffer[] {
  return writeParts(record, context, PLAIN).map(({ bytes }) => bytes);
}

/** A leaf, and what opens the commitments in it. */
export interface WrittenLeaf {
  readonly bytes: Buffer;
  /** In the order of the commitments: objects, then patients. Null for a leaf without one. */
  readonly openings: Buffer | null;
}

/** The same for a record whose ids were committed to. */
export function writeCommittedLeaves(
  { record, openings }: CommittedRecord,
  context: LeafContext,
): WrittenLeaf[] {
  return writeParts(record, context, COMMITTED).map(({ bytes, part }) => {
    const commitments = [...part.accesses.flatMap(({ objects }) => objects), ...part.patients];
    const packed = commitments.map((commitment) => openings.get(commitment) ?? Buffer.alloc(0));
    return { bytes, openings: packed.length === 0 ? null : Buffer.concat(packed) };
  });
}

/** How the lists of ids are named in a leaf: what holds ids and what holds commitments is never mistaken. */
interface Form<Identity> {
  readonly record: (record: AuditRecord<Identity>) => object;
  readonly entry: (entry: AccessEntry<Identity>) => object;
}

const PLAIN: Form<IdentityPair> = { record: (record) => record, entry: (entry) => entry };

const COMMITTED: Form<Commitment> = {
  record: ({ accesses, patients, ...record }) => ({
    ...record,
    accesses: accesses.map((entry) => COMMITTED.entry(entry)),
    patientCommitments: patients,
  }),
  entry: ({ objects, ...entry }) => ({ ...entry, objectCommitments: objects }),
};

function writeParts<Identity>(
  record: AuditRecord<Identity>,
  context: LeafContext,
  form: Form<Identity>,
): { readonly bytes: Buffer; readonly part: AuditRecord<Identity> }[] {
  const write = (content: AuditRecord<Identity>, part: number, parts: number) =>
    Buffer.from(
      writeCanonical(
        { _t: LEAF_FORMAT, ...context, part, parts, ...form.record(content) },
        isRecordable,
      ),
    );
  const whole = write(record, 1, 1);
  if (whole.length <= MAX_LEAF_BYTES) return [{ bytes: whole, part: record }];
  const records = splitRecord(record, {
    room: (part) => MAX_LEAF_BYTES - RESERVED_BYTES - write(part, 1, 1).length,
    heading: form.entry,
  });
  const leaves = records.map((part, index) => ({
    bytes: write(part, index + 1, records.length),
    part,
  }));
  if (leaves.some(({ bytes }) => bytes.length > MAX_LEAF_BYTES)) {
    throw new RangeError('The record does not fit into leaves.');
  }
  return leaves;
}
