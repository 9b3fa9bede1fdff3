import { writeCanonical } from './canonical/canonical-json.ts';
import type { CommittedRecord } from './commit-record.ts';
import type { Commitment } from './identity-commitment.ts';
import type { AccessEntry, AuditRecord, IdentityPair } from './record.ts';
import { isRecordable } from '../../platform/recorded-text.ts';
import {
  insertMembers,
  readRecord,
  writeMembers,
  type AddedMembers,
  type RecordText,
} from './record-text.ts';
import { splitRecord } from './split-record.ts';

/** The gateway that wrote a leaf, and the schema and policy that decided. */
export interface RecordSource {
  /** Name of the gateway instance. */
  readonly gateway: string;
  readonly version: string;
  /** SHA-256, hex, of the supergraph's SDL. */
  readonly schemaHash: string;
  /** SHA-256, hex, of the compiled policy. */
  readonly policyHash: string;
}

/** What the ledger adds to a record. */
export interface LeafContext {
  /** UUIDv7; the same in all parts of a record, ascending along the ledger. */
  readonly id: string;
  /** UTC ms since 1970. */
  readonly at: number;
  readonly source: RecordSource;
}

/** The format that this code writes and reads. */
export const LEAF_FORMAT = 'phi-gateway/record/v1';

/** Maximum length of a leaf in bytes: a bundle of entries in an export has two bytes for a length. */
export const MAX_LEAF_BYTES = 64 * 1024 - 1;

/** Room for the digits of `part` and `parts`, at most ten each, which are known only after the split. */
const RESERVED_BYTES = 32;

/**
 * The leaves of one record: one leaf, or parts if it exceeds `MAX_LEAF_BYTES`. Each part repeats the actor and the operation,
 * and contains a share of the objects. Throws a `TypeError` for a record without an exact canonical form (see
 * `writeCanonical`) or with a text that is not `isRecordable`, and a `RangeError` for a record that cannot be split.
 */
export function writeLeaves(record: AuditRecord, context: LeafContext): Buffer[] {
  return writeParts(record, context, PLAIN).map(({ bytes }) => bytes);
}

/** The leaves of the record of a text, as {@link writeLeaves} writes them. */
export function writeLeavesOf(text: RecordText, context: LeafContext): Buffer[] {
  const whole = Buffer.from(insertMembers(text, writeContext(context)(1, 1)));
  return whole.length <= MAX_LEAF_BYTES ? [whole] : writeLeaves(readRecord(text), context);
}

/** A leaf, and the openings of its commitments. */
export interface WrittenLeaf {
  readonly bytes: Buffer;
  /** In the order of the commitments: objects, then patients. Null for a leaf without commitments. */
  readonly openings: Buffer | null;
}

/** The leaves of a record with commitments in place of ids, with the openings of each leaf. Throws as `writeLeaves` does. */
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

/** How a leaf holds ids: its lists of ids and of commitments have different names. */
interface Layout<Identity> {
  readonly record: (record: AuditRecord<Identity>) => object;
  readonly entry: (entry: AccessEntry<Identity>) => object;
}

const PLAIN: Layout<IdentityPair> = { record: (record) => record, entry: (entry) => entry };

const COMMITTED: Layout<Commitment> = {
  record: ({ accesses, patients, ...record }) => ({
    ...record,
    accesses: accesses.map((entry) => COMMITTED.entry(entry)),
    patientCommitments: patients,
  }),
  entry: ({ objects, ...entry }) => ({ ...entry, objectCommitments: objects }),
};

/** Returns a function that writes the members that the ledger adds to a part. */
function writeContext({ id, at, source }: LeafContext) {
  const context = { at: writeCanonical(at), id: writeCanonical(id), source: writeSource(source) };
  return (part: number, parts: number): AddedMembers => ({
    ...context,
    _t: FORMAT_TEXT,
    part: String(part),
    parts: String(parts),
  });
}

const FORMAT_TEXT = writeCanonical(LEAF_FORMAT);

/** The source, which the leaves between two changes of the policy share. */
function writeSource(source: RecordSource): string {
  const known = writtenSources.get(source);
  if (known !== undefined) return known;
  const text = writeCanonical(source, isRecordable);
  writtenSources.set(source, text);
  return text;
}

const writtenSources = new WeakMap<RecordSource, string>();

function writeParts<Identity>(
  record: AuditRecord<Identity>,
  context: LeafContext,
  layout: Layout<Identity>,
): { readonly bytes: Buffer; readonly part: AuditRecord<Identity> }[] {
  const added = writeContext(context);
  const write = (content: AuditRecord<Identity>, part: number, parts: number) =>
    Buffer.from(insertMembers(writeMembers(layout.record(content)), added(part, parts)));
  const whole = write(record, 1, 1);
  if (whole.length <= MAX_LEAF_BYTES) return [{ bytes: whole, part: record }];
  const records = splitRecord(record, {
    room: (part) => MAX_LEAF_BYTES - RESERVED_BYTES - write(part, 1, 1).length,
    heading: layout.entry,
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
